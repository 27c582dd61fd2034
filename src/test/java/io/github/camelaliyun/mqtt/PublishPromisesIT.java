package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.PahoMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Publishing: when an exchange goes on, on which thread, and what the round trip costs. */
class PublishPromisesIT {

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

        private static final Duration LIMIT = Duration.ofSeconds(20);

        private final String clientId = SharedSandbox.uniqueClientId();
        private FaultProxy line;
        private Estate estate;

        abstract int port();

        @BeforeEach
        void connect() throws Exception {
            line = FaultProxy.inFrontOf(port());
            estate = new Estate(line.uri(), clientId);
            estate.publish("paho:test/first", "connected");
        }

        @AfterEach
        void disconnect() {
            estate.close();
            line.close();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void theExchangeGoesOnWhenTheBrokerHasAcknowledgedAndNotBefore(int qos) throws Exception {
            line.stall();
            CompletableFuture<Exchange> publish = estate.publishAsync("paho:test/a?qos=" + qos, "x");
            await().during(Duration.ofMillis(500)).atMost(LIMIT).until(() -> !publish.isDone());

            line.resume();
            assertThat(publish.get(10, TimeUnit.SECONDS).getException()).isNull();
        }

        @Test
        void aQos0ExchangeGoesOnWhenItsPacketHasLeft() throws Exception {
            line.stall();
            CompletableFuture<Exchange> publish = estate.publishAsync("paho:test/a?qos=0", "x");

            assertThat(publish.get(10, TimeUnit.SECONDS).getException()).isNull();
        }

        /**
         * More messages than either broker sends before the first of them is done with. One after the other, since
         * Mosquitto ends a connection that has more than its max_inflight_messages under way to it at QoS 2.
         */
        @Test
        void qos2MessagesArriveOnceAndAreDoneWithToTheEnd() throws Exception {
            List<String> expected =
                    IntStream.range(0, 1_100).mapToObj(i -> "2 message " + i).toList();
            List<String> received = new CopyOnWriteArrayList<>();
            estate.consume(
                    "exactly once",
                    "paho:test/once=2",
                    e -> received.add(
                            e.getIn(PahoMessage.class).getMqttMessage().getQos() + " "
                                    + e.getIn().getBody(String.class)));
            expected.forEach(message -> estate.publish("paho:test/once?qos=2", message.substring(2)));
            await().atMost(LIMIT).until(() -> received.size() >= expected.size());

            assertThat(received).isEqualTo(expected);
        }

        @Test
        void roundTripsOverlap() throws Exception {
            int publishes = 400;
            Duration roundTrip = Duration.ofMillis(50);
            line.delay(roundTrip.dividedBy(2));
            long start = System.nanoTime();
            CompletableFuture.allOf(IntStream.range(0, publishes)
                            .mapToObj(i -> estate.publishAsync("paho:test/a", "message " + i))
                            .toArray(CompletableFuture[]::new))
                    .get(60, TimeUnit.SECONDS);

            // One after the other they would take twenty seconds.
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(roundTrip.multipliedBy(publishes).dividedBy(4));
        }

        @Test
        void nothingOfARouteRunsOnTheConnectionsThreads() throws Exception {
            Set<String> threads = ConcurrentHashMap.newKeySet();
            estate.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:test/threads/in")
                            .process(e -> threads.add(
                                    "received on " + Thread.currentThread().getName()))
                            .to("paho:test/threads/out")
                            .process(e -> threads.add(
                                    "went on, on " + Thread.currentThread().getName()));
                }
            });
            for (int i = 0; i < 50; i++) {
                estate.publish("paho:test/threads/in", "message " + i);
            }
            await().atMost(LIMIT).until(() -> threads.size() >= 2);

            assertThat(threads)
                    .allMatch(name -> name.contains("MqttRoute"))
                    .noneMatch(name -> name.contains("MqttConnection"));
        }
    }
}
