package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A consumer is stopped while messages stream in and are being worked on. What had begun is finished and acknowledged,
 * so that nothing of it comes a second time; the rest comes after the next start.
 */
class GracefulStopIT {

    private static final int MESSAGES = Scale.current().pick(400, 2_000);
    private static final int STOPS = Scale.current().pick(3, 10);
    /** For each message, and as many times longer as there are messages worked on at once: the stream shall last. */
    private static final int WORK_MILLIS = 4;

    @Nested
    class OnTheSandbox extends Stops {
        OnTheSandbox() {
            super(TestBroker.sandbox());
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends Stops {
        OnMosquitto() {
            super(TestBroker.mosquitto());
        }
    }

    abstract static class Stops extends Experiment {
        private final Ledger ledger = new Ledger();
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger finished = new AtomicInteger();

        Stops(TestBroker broker) {
            super(broker);
        }

        @ParameterizedTest(name = "concurrentConsumers={0}")
        @ValueSource(ints = {1, 8})
        void aStoppedRouteHasFinishedWhatItBegan(int concurrency) throws Exception {
            subscribeOnce();
            try (Feed feed = new Feed(broker.uri(), topic, ledger);
                    Estate estate = persistentEstate()) {
                consume(estate, concurrency);
                feed.start(0, MESSAGES);
                for (int stop = 1; stop <= STOPS; stop++) {
                    awaitShare(stop);
                    estate.context().getRouteController().stopRoute("in");
                    assertStoppedInMidStream();
                    estate.context().getRouteController().startRoute("in");
                }
                ledger.awaitAllProcessed(MESSAGES, LIMIT);
            }
            assertNothingTwice("route, " + concurrency + " at once");
        }

        @ParameterizedTest(name = "concurrentConsumers={0}")
        @ValueSource(ints = {1, 8})
        void aStoppedContextHasFinishedAndAcknowledgedWhatItBegan(int concurrency) throws Exception {
            subscribeOnce();
            try (Feed feed = new Feed(broker.uri(), topic, ledger)) {
                feed.start(0, MESSAGES);
                for (int stop = 1; stop <= STOPS; stop++) {
                    try (Estate estate = persistentEstate()) {
                        consume(estate, concurrency);
                        awaitShare(stop);
                    }
                    assertStoppedInMidStream();
                }
                try (Estate estate = persistentEstate()) {
                    consume(estate, concurrency);
                    ledger.awaitAllProcessed(MESSAGES, LIMIT);
                }
            }
            assertNothingTwice("context, " + concurrency + " at once");
        }

        private void consume(Estate estate, int concurrency) throws Exception {
            estate.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:" + topic + "?concurrentConsumers=" + concurrency)
                            .routeId("in")
                            .process(e -> begun.incrementAndGet())
                            .delay(WORK_MILLIS * concurrency)
                            .process(e -> ledger.processed(Feed.number(e)))
                            .process(e -> finished.incrementAndGet());
                }
            });
        }

        private void awaitShare(int stop) {
            promptly().until(() -> ledger.processedCount() >= stop * MESSAGES / (STOPS + 2));
        }

        private void assertStoppedInMidStream() {
            assertThat(finished).as("exchanges that were finished").hasValue(begun.get());
            assertThat(ledger.processedCount()).as("processed before the stop").isLessThan(MESSAGES);
        }

        private void assertNothingTwice(String what) {
            assertThat(ledger.lost()).isZero();
            assertThat(ledger.duplicates()).isZero();
            Report.add(
                    "graceful stop of a " + what,
                    broker.toString(),
                    ledger,
                    STOPS,
                    clock.elapsed(),
                    "nothing that was completed came again");
        }
    }
}
