package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A route is suspended while messages go on to arrive, more than the broker's window takes, and resumed. */
class SuspendResumeIT {

    private static final int MESSAGES = Scale.current().pick(200, 1_000);
    private static final int ROUNDS = Scale.current().pick(2, 10);
    private static final String PROBE = "probe";
    private static final Duration QUIET = Duration.ofMillis(500);

    @Nested
    class OnTheSandbox extends Suspensions {
        OnTheSandbox() {
            super(TestBroker.sandbox());
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends Suspensions {
        OnMosquitto() {
            super(TestBroker.mosquitto());
        }
    }

    abstract static class Suspensions extends Experiment {

        Suspensions(TestBroker broker) {
            super(broker);
        }

        @ParameterizedTest(name = "cleanSession={0}")
        @ValueSource(booleans = {true, false})
        void aSuspendedRouteProcessesNothingAndAResumedOneEverything(boolean cleanSession) throws Exception {
            Ledger ledger = new Ledger();
            AtomicBoolean subscribed = new AtomicBoolean();
            try (Estate estate =
                            estate(component -> component.getConfiguration().setCleanSession(cleanSession));
                    Feed feed = new Feed(broker.uri(), topic, ledger)) {
                estate.consume("in", "paho:" + topic, e -> {
                    if (PROBE.equals(e.getIn().getBody(String.class))) {
                        subscribed.set(true);
                    } else {
                        ledger.processed(Feed.number(e));
                    }
                });
                promptly().until(() -> {
                    estate.publish("paho:" + topic, PROBE);
                    return subscribed.get();
                });
                int published = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    ledger.awaitAllProcessed(published, LIMIT);
                    estate.context().getRouteController().suspendRoute("in");
                    int before = ledger.processedCount();
                    feed.publish(published, MESSAGES);
                    published += MESSAGES;
                    await().during(QUIET).atMost(LIMIT).until(() -> ledger.processedCount() == before);
                    estate.context().getRouteController().resumeRoute("in");
                }
                ledger.awaitAllProcessed(published, LIMIT);
            }
            assertThat(ledger.duplicates()).isZero();
            assertThat(broker.connectsOf(clientId)).isEqualTo(1);
            Report.add(
                    "suspend and resume, cleanSession=" + cleanSession,
                    broker.toString(),
                    ledger,
                    ROUNDS,
                    clock.elapsed(),
                    "nothing processed while suspended");
        }
    }
}
