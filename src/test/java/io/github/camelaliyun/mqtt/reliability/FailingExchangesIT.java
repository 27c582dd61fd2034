package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import static org.assertj.core.api.Assertions.assertThat;

/** One exchange in a hundred fails, the first time or the first three times: it comes again without a reconnect. */
class FailingExchangesIT {

    private static final int MESSAGES = Scale.current().pick(300, 1_000);
    private static final int FAILING_EVERY = 100;
    private static final int MOST_FAILURES = 3;
    /** Three attempts more, after 1, 2 and 4 s, for each failing message, should they go one after the other. */
    private static final Duration REDELIVERED_WITHIN = Duration.ofSeconds(20 + 8L * MESSAGES / FAILING_EVERY);

    @Nested
    class OnTheSandbox extends Failures {
        OnTheSandbox() {
            super(TestBroker.sandbox());
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends Failures {
        OnMosquitto() {
            super(TestBroker.mosquitto());
        }
    }

    abstract static class Failures extends Experiment {
        private final Attempts retried = new Attempts();
        private final Attempts handled = new Attempts();
        private final AtomicInteger handledFailures = new AtomicInteger();

        Failures(TestBroker broker) {
            super(broker);
        }

        @Execution(ExecutionMode.CONCURRENT)
        @ParameterizedTest(name = "concurrentConsumers={0}")
        @ValueSource(ints = {1, 8})
        void aFailedExchangeComesAgainUntilItSucceedsAndAHandledOneDoesNot(int concurrency) throws Exception {
            subscribeOnce(topic + "/retried");
            subscribeOnce(topic + "/handled");
            int connectsBefore = broker.connectsOf(clientId);
            try (Estate estate = persistentEstate();
                    Feed toRetried = new Feed(broker.uri(), topic + "/retried", retried.ledger);
                    Feed toHandled = new Feed(broker.uri(), topic + "/handled", handled.ledger)) {
                addRoutes(estate, concurrency);
                toRetried.publish(0, MESSAGES);
                toHandled.publish(0, MESSAGES);

                retried.ledger.awaitAllProcessed(MESSAGES, REDELIVERED_WITHIN);
                promptly().until(() -> handled.ledger.processedCount() + handledFailures.get() >= MESSAGES);
            }
            for (int number = 0; number < MESSAGES; number++) {
                assertThat(retried.attemptsAt(number))
                        .as("attempts at message " + number)
                        .isEqualTo(Attempts.failuresOf(number) + 1);
                assertThat(handled.attemptsAt(number))
                        .as("attempts at message " + number + ", whose failure is handled")
                        .isEqualTo(1);
            }
            assertThat(handledFailures).hasValue(MESSAGES / FAILING_EVERY);
            assertThat(broker.connectsOf(clientId)).as("connects").isEqualTo(connectsBefore + 1);
            Report.add(
                    "1 % of exchanges fail, " + concurrency + " at once",
                    broker.toString(),
                    retried.ledger,
                    MESSAGES / FAILING_EVERY,
                    clock.elapsed(),
                    "no reconnect; as many handled failures, none of which came again");
        }

        private void addRoutes(Estate estate, int concurrency) throws Exception {
            estate.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:" + topic + "/retried?concurrentConsumers=" + concurrency)
                            .routeId("retried")
                            .process(retried);
                    from("paho:" + topic + "/handled?concurrentConsumers=" + concurrency)
                            .routeId("handled")
                            .onException(IllegalStateException.class)
                            .handled(true)
                            .process(e -> handledFailures.incrementAndGet())
                            .end()
                            .process(handled);
                }
            });
        }
    }

    /** Fails the chosen messages as often as they are to fail, and counts the attempts at each. */
    private static final class Attempts implements Processor {
        private final Ledger ledger = new Ledger();
        private final AtomicIntegerArray attempts = new AtomicIntegerArray(MESSAGES);

        /** Zero for most messages; for the others 1, 2 and 3 in turn. */
        static int failuresOf(int number) {
            return number % FAILING_EVERY == FAILING_EVERY / 2 ? 1 + number / FAILING_EVERY % MOST_FAILURES : 0;
        }

        int attemptsAt(int number) {
            return attempts.get(number);
        }

        @Override
        public void process(Exchange exchange) {
            int number = Feed.number(exchange);
            if (attempts.incrementAndGet(number) <= failuresOf(number)) {
                throw new IllegalStateException("message " + number + " fails as planned");
            }
            ledger.processed(number);
        }
    }
}
