package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Receiving: when a message is acknowledged, and what becomes of one that fails or cannot be taken. */
class AcknowledgementPromisesIT {

    @Nested
    class OnTheSandbox extends OnAnyBroker {
        @Override
        int port() {
            return SharedSandbox.get().tcp().getPort();
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends OnAnyBroker {
        private final Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());

        @Override
        int port() {
            return mosquitto.port();
        }

        @AfterEach
        void end() {
            mosquitto.close();
        }
    }

    abstract static class OnAnyBroker {

        /** As many QoS 0 messages as wait for one consumer. */
        private static final int MOST_QOS0 = 10_000;

        private static final Duration LIMIT = Duration.ofSeconds(20);

        private final String clientId = SharedSandbox.uniqueClientId();
        private FaultProxy line;
        private Estate estate;

        abstract int port();

        @BeforeEach
        void connect() throws Exception {
            line = FaultProxy.inFrontOf(port());
            estate = new Estate(
                    line.uri(),
                    clientId,
                    component -> component.getConfiguration().setCleanSession(false));
        }

        @AfterEach
        void disconnect() {
            estate.close();
            line.close();
        }

        @Test
        void aMessageIsAcknowledgedWhenItsExchangeHasCompletedAndNotBefore() throws Exception {
            CountDownLatch release = new CountDownLatch(1);
            List<Boolean> redelivered = new CopyOnWriteArrayList<>();
            estate.consume("slow", "paho:test/slow", e -> {
                redelivered.add(e.isExternalRedelivered());
                release.await(20, TimeUnit.SECONDS);
            });
            estate.publish("paho:test/slow", "x");
            await().atMost(LIMIT).until(() -> redelivered.size() == 1);
            line.reset();
            await().atMost(LIMIT).until(() -> line.acceptedConnections() == 2);
            release.countDown();

            // The copy on the new connection is known for one of what is in progress: it is acknowledged there, and is
            // no
            // second exchange.
            estate.publish("paho:test/slow", "y");
            await().atMost(LIMIT).until(() -> redelivered.size() == 2);
            await().atMost(LIMIT)
                    .until(() -> estate.component()
                                    .connectionStatuses()
                                    .get(0)
                                    .inbound()
                                    .unacknowledged()
                            == 0);
            line.reset();
            await().atMost(LIMIT).until(() -> line.acceptedConnections() == 3);
            estate.publish("paho:test/slow", "z");
            await().atMost(LIMIT).until(() -> redelivered.size() == 3);
            assertThat(redelivered).containsExactly(false, false, false);
        }

        @Test
        void aFailedExchangeComesAgainOnTheSameConnectionUntilItSucceeds() throws Exception {
            AtomicInteger attempts = new AtomicInteger();
            List<String> through = new CopyOnWriteArrayList<>();
            estate.consume("failing", "paho:test/failing", e -> {
                if (e.getIn().getBody(String.class).equals("fails twice") && attempts.incrementAndGet() <= 2) {
                    throw new IllegalStateException("attempt " + attempts.get());
                }
                through.add(e.getIn().getBody(String.class));
            });
            estate.publish("paho:test/failing", "fails twice");
            estate.publish("paho:test/failing", "is not held up");
            await().atMost(LIMIT).until(() -> through.size() == 2);

            // In this order on Mosquitto; the sandbox's broker sends nothing more while a message is unacknowledged.
            assertThat(through).containsExactlyInAnyOrder("is not held up", "fails twice");
            assertThat(attempts).hasValue(3);
            assertThat(line.acceptedConnections()).isEqualTo(1);
        }

        @Test
        void aMessageThatIsStillFailingWhenItsRouteIsRemovedGoesToTheRouteThatComes() throws Exception {
            CountDownLatch failed = new CountDownLatch(1);
            estate.consume("first", "paho:test/handover", e -> {
                failed.countDown();
                throw new IllegalStateException("always");
            });
            estate.publish("paho:test/handover", "x");
            assertThat(failed.await(20, TimeUnit.SECONDS)).isTrue();
            estate.context().getRouteController().stopRoute("first");
            estate.context().removeRoute("first");

            CompletableFuture<String> body = new CompletableFuture<>();
            estate.consume(
                    "second", "paho:test/handover", e -> body.complete(e.getIn().getBody(String.class)));
            assertThat(body.get(20, TimeUnit.SECONDS)).isEqualTo("x");
            assertThat(line.acceptedConnections()).isEqualTo(1);
        }

        @Test
        void aFailureThatIsHandledOrGoesToTheDeadLetterChannelIsAcknowledged() throws Exception {
            AtomicInteger attempts = new AtomicInteger();
            estate.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:test/handled")
                            .routeId("handled")
                            .onException(IllegalStateException.class)
                            .handled(true)
                            .end()
                            .process(this::fail);
                    from("paho:test/dead")
                            .routeId("dead letter")
                            .errorHandler(deadLetterChannel("log:dead"))
                            .process(this::fail);
                }

                private void fail(Exchange exchange) {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("always");
                }
            });
            publishToBoth("x");
            await().atMost(LIMIT).until(() -> attempts.get() == 2);
            line.reset();
            await().atMost(LIMIT).until(() -> line.acceptedConnections() == 2);
            publishToBoth("y");
            await().atMost(LIMIT).until(() -> attempts.get() == 4);

            await().during(Duration.ofSeconds(2)).atMost(LIMIT).until(() -> attempts.get() == 4);
        }

        private void publishToBoth(String body) {
            estate.publish("paho:test/handled", body);
            estate.publish("paho:test/dead", body);
        }

        @Test
        void qos0ThatCannotBeTakenIsDroppedAndCountedAndQos1IsNot() throws Exception {
            int flood = MOST_QOS0 + 500;
            CountDownLatch release = new CountDownLatch(1);
            AtomicInteger taken = new AtomicInteger();
            estate.consume("slow", "paho:test/flood=0", e -> {
                release.await(30, TimeUnit.SECONDS);
                taken.incrementAndGet();
            });
            CompletableFuture.allOf(IntStream.range(0, flood)
                            .mapToObj(i -> estate.publishAsync("paho:test/flood?qos=0", "message " + i))
                            .toArray(CompletableFuture[]::new))
                    .get(60, TimeUnit.SECONDS);
            await().atMost(LIMIT)
                    .until(() -> estate.component()
                                    .connectionStatuses()
                                    .get(0)
                                    .inbound()
                                    .dropped()
                            > 0);
            release.countDown();

            await().atMost(LIMIT)
                    .until(() -> taken.get()
                                    + estate.component()
                                            .connectionStatuses()
                                            .get(0)
                                            .inbound()
                                            .dropped()
                            == flood);
        }
    }
}
