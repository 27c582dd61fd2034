package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Consumer;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.paho.PahoEndpoint;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whatever a consumer's topic filter is, it is refused with its reason before anything is sent, or the broker takes it. */
class MalformedFiltersIT {

    private static final int FILTERS = Scale.current().pick(1_000, 10_000);
    /** As many as one clientId may have, but for the one that shows that the connection lives. */
    private static final int SUBSCRIBED = 29;

    private static final long SEED = Long.getLong("reliability.seed", System.nanoTime());

    @Nested
    class OnTheSandbox extends Fuzz {
        OnTheSandbox() {
            super(TestBroker.sandbox());
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends Fuzz {
        OnMosquitto() {
            super(TestBroker.mosquitto());
        }
    }

    abstract static class Fuzz extends Experiment {

        Fuzz(TestBroker broker) {
            super(broker);
        }

        @Test
        void everyFilterIsTakenOrRefusedWithItsReason() throws Exception {
            System.out.println("reliability.seed=" + SEED);
            AtomicInteger received = new AtomicInteger();
            List<Consumer> taken = new ArrayList<>();
            try (Estate estate = estate(component -> {})) {
                for (int number = 0; number < FILTERS; number++) {
                    String filter = OddFilter.of(SEED, number);
                    if (!filter.isEmpty()) {
                        tryFilter(estate, filter, taken);
                    }
                }
                // The server closes a connection for a parent topic that it does not have.
                List<Consumer> ofParents = taken.stream()
                        .filter(consumer -> OddFilter.hasParent(
                                ((PahoEndpoint) consumer.getEndpoint()).getTopic(), "test", "alert"))
                        .limit(SUBSCRIBED)
                        .toList();
                for (Consumer consumer : ofParents) {
                    consumer.start();
                }
                estate.consume("in", "paho:" + topic, e -> received.incrementAndGet());
                estate.publish("paho:" + topic, "the connection lives");
                promptly().until(() -> received.get() == 1);
            }
            assertThat(broker.connectsOf(clientId)).as("connects").isEqualTo(1);
            Report.add(
                    "malformed topic filters",
                    broker.toString(),
                    FILTERS,
                    0,
                    0,
                    FILTERS - taken.size(),
                    clock.elapsed(),
                    taken.size() + " taken, the others refused with their reasons; connection kept; seed " + SEED);
        }

        private static void tryFilter(Estate estate, String filter, List<Consumer> taken) throws Exception {
            PahoEndpoint endpoint;
            try {
                endpoint = estate.context().getEndpoint("paho:" + filter, PahoEndpoint.class);
            } catch (ResolveEndpointFailedException notForUris) {
                assertThat(notForUris).hasRootCauseInstanceOf(URISyntaxException.class);
                return;
            }
            // Camel reads the URI its own way: what counts is the topic that it has then.
            if (OddFilter.isTaken(endpoint.getTopic())) {
                taken.add(endpoint.createConsumer(e -> {}));
            } else {
                assertThatThrownBy(() -> endpoint.createConsumer(e -> {}))
                        .as("filter '%s'", endpoint.getTopic())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("topic filter");
            }
        }
    }
}
