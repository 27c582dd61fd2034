package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A backlog in a persistent session, and a consumer that is restarted again and again while it works it off. */
class PersistentSessionRestartIT {

    private static final int MESSAGES = Scale.current().pick(200, 1_000);
    private static final int RESTARTS = Scale.current().pick(5, 20);
    /** Long enough for a restart to come in the middle of the stream. */
    private static final int WORK_MILLIS = 8;

    @Nested
    class OnTheSandbox extends Restarts {
        OnTheSandbox() {
            super(TestBroker.sandbox());
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends Restarts {
        OnMosquitto() {
            super(TestBroker.mosquitto());
        }
    }

    abstract static class Restarts extends Experiment {
        private final Ledger ledger = new Ledger();

        Restarts(TestBroker broker) {
            super(broker);
        }

        @Test
        void aRouteThatIsRestartedInMidStreamLosesAndWithholdsNothing() throws Exception {
            queueWhileAway();
            int connectsBefore = broker.connectsOf(clientId);
            try (Estate estate = persistentEstate()) {
                consume(estate);
                for (int restart = 1; restart <= RESTARTS; restart++) {
                    awaitShare(restart);
                    estate.context().getRouteController().stopRoute("in");
                    estate.context().getRouteController().startRoute("in");
                }
                assertThat(ledger.processedCount())
                        .as("processed before the last restart")
                        .isLessThan(MESSAGES);
                awaitAll();
            }
            assertNothingLost("route restarts", connectsBefore + 1);
        }

        @Test
        void aContextThatIsRestartedInMidStreamLosesAndWithholdsNothing() throws Exception {
            queueWhileAway();
            int connectsBefore = broker.connectsOf(clientId);
            for (int restart = 1; restart <= RESTARTS; restart++) {
                try (Estate estate = persistentEstate()) {
                    consume(estate);
                    awaitShare(restart);
                }
            }
            assertThat(ledger.processedCount())
                    .as("processed before the last restart")
                    .isLessThan(MESSAGES);
            try (Estate estate = persistentEstate()) {
                consume(estate);
                awaitAll();
            }
            assertNothingLost("context restarts", connectsBefore + RESTARTS + 1);
        }

        private void queueWhileAway() throws Exception {
            subscribeOnce();
            try (Feed feed = new Feed(broker.uri(), topic, ledger)) {
                feed.publish(0, MESSAGES);
            }
        }

        private void consume(Estate estate) throws Exception {
            estate.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:" + topic)
                            .routeId("in")
                            .delay(WORK_MILLIS)
                            .process(e -> ledger.processed(Feed.number(e)));
                }
            });
        }

        private void awaitShare(int restart) {
            promptly().until(() -> ledger.processedCount() >= restart * MESSAGES / (RESTARTS + 2));
        }

        private void awaitAll() {
            ledger.awaitAllProcessed(MESSAGES, LIMIT);
        }

        /** Withheld is what comes with another connect only: there must have been none. */
        private void assertNothingLost(String what, int connects) {
            assertThat(ledger.lost()).isZero();
            assertThat(broker.connectsOf(clientId)).isEqualTo(connects);
            Report.add(
                    "persistent session: " + what, broker.toString(), ledger, RESTARTS, clock.elapsed(), "0 withheld");
        }
    }
}
