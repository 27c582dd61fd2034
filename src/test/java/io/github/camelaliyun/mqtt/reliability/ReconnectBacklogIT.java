package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The line breaks, a thousand messages queue up at the broker, and the line comes back. */
class ReconnectBacklogIT {

    private static final int BACKLOG = 1_000;
    private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(5);

    @Nested
    class OnTheSandbox extends Backlog {
        OnTheSandbox() {
            super(TestBroker.sandbox());
        }
    }

    /** Whose window is 30 messages: see {@link TestBroker}. */
    @Nested
    @RequiresMosquitto
    class OnMosquitto extends Backlog {
        OnMosquitto() {
            super(TestBroker.mosquitto());
        }
    }

    abstract static class Backlog extends Experiment {

        Backlog(TestBroker broker) {
            super(broker);
        }

        @Test
        void theBacklogIsDeliveredInOrderWithinSecondsOfTheReconnect() throws Exception {
            Ledger ledger = new Ledger();
            List<Integer> arrived = new CopyOnWriteArrayList<>();
            subscribeOnce();
            try (FaultProxy line = FaultProxy.inFrontOf(broker.uri().getPort());
                    Estate estate = persistentEstate(line.uri());
                    Feed feed = new Feed(broker.uri(), topic, ledger)) {
                estate.consume("in", "paho:" + topic, e -> {
                    arrived.add(Feed.number(e));
                    ledger.processed(Feed.number(e));
                });
                feed.publish(0, 1);
                promptly().until(() -> arrived.equals(List.of(0)));
                line.cut();
                for (int number = 1; number <= BACKLOG; number++) {
                    feed.publish(number, 1);
                }
                assertThat(arrived).containsExactly(0);

                int connectsBefore = broker.connectsOf(clientId);
                line.restore();
                promptly().until(() -> broker.connectsOf(clientId) > connectsBefore);
                Stopwatch connected = new Stopwatch();
                ledger.awaitAllProcessed(BACKLOG + 1, LIMIT);
                Duration took = connected.elapsed();

                assertThat(took).isLessThan(DELIVERED_WITHIN);
                // The acknowledgement of the first one may have been cut off: it may come twice.
                assertThat(arrived.stream().filter(number -> number > 0).toList())
                        .isEqualTo(IntStream.rangeClosed(1, BACKLOG).boxed().toList());
                assertThat(broker.connectsOf(clientId)).isEqualTo(connectsBefore + 1);
                Report.add(
                        "backlog after a reconnect",
                        broker.toString(),
                        ledger,
                        1,
                        took,
                        "in order; seconds are from the reconnect");
            }
        }
    }
}
