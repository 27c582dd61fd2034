package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The promises of a connection that routes can see, on the sandbox or on Mosquitto. */
class ConnectionPromisesIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int STOPS = 3;

    private final String clientId = SharedSandbox.uniqueClientId();
    private final Sandbox sandbox = SharedSandbox.get();

    @Nested
    class OnTheSandbox {
        URI server() {
            return sandbox.tcp();
        }

        @Test
        void oneConnectionServesEveryProducerAndConsumer() throws Exception {
            try (Estate estate = new Estate(server(), clientId)) {
                estate.consume("a", "paho:test/one", e -> {}).consume("b", "paho:test/two", e -> {});
                estate.publish("paho:test/one", "1");
                estate.publish("paho:test/two", "2");

                assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"tcp", "ssl", "ws", "wss"})
        void aContextWithAConnectionStopsWithinASecond(String scheme) throws Exception {
            List<Duration> took = new ArrayList<>();
            for (int i = 0; i < STOPS; i++) {
                BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
                long start;
                try (Estate estate =
                        new Estate(serverOf(scheme), clientId, c -> c.setSslContextParameters(trusting()))) {
                    estate.consume("in", "paho:test/stop", e -> arrived.add("it"));
                    estate.publish("paho:test/stop", "there and back");
                    assertThat(arrived.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                            .isNotNull();
                    start = System.nanoTime();
                }
                took.add(Duration.ofNanos(System.nanoTime() - start));
            }
            assertThat(Collections.min(took))
                    .as("the shortest of " + took + ": the machine may have other work")
                    .isLessThan(Duration.ofSeconds(1));
        }

        private URI serverOf(String scheme) {
            return Stream.of(sandbox.tcp(), sandbox.ssl(), sandbox.ws(), sandbox.wss())
                    .filter(uri -> uri.getScheme().equals(scheme))
                    .findFirst()
                    .orElseThrow();
        }

        private SSLContextParameters trusting() {
            KeyStoreParameters store = new KeyStoreParameters();
            store.setResource("file:" + sandbox.trustStore());
            store.setPassword(sandbox.trustStorePassword());
            TrustManagersParameters trust = new TrustManagersParameters();
            trust.setKeyStore(store);
            SSLContextParameters parameters = new SSLContextParameters();
            parameters.setTrustManagers(trust);
            return parameters;
        }

        @Test
        void anotherClientIdInTheUriIsSignedForItself() throws Exception {
            String other = SharedSandbox.uniqueClientId();
            List<String> bodies = new CopyOnWriteArrayList<>();
            try (Estate estate = new Estate(server(), clientId)) {
                estate.consume(
                        "p2p",
                        "paho:test/p2p/" + other + "?clientId=" + other,
                        e -> bodies.add(e.getIn().getBody(String.class)));
                await().atMost(LIMIT).until(() -> sandbox.connectedClients().contains(other));
                estate.publish("paho:test/p2p/" + other, "for the other");

                await().atMost(LIMIT).until(() -> bodies.contains("for the other"));
                assertThat(sandbox.subscriptionsOf(other)).isEmpty();
            }
        }

        @Test
        void subscriptionsComeBackAfterTheServiceClosedTheConnection() throws Exception {
            Set<String> bodies = ConcurrentHashMap.newKeySet();
            try (Estate estate = new Estate(server(), clientId)) {
                estate.consume("in", "paho:test/in", e -> bodies.add(e.getIn().getBody(String.class)));
                estate.publish("paho:test/in", "before");
                await().atMost(LIMIT).until(() -> bodies.contains("before"));
                sandbox.faults().kick(clientId);
                await().atMost(LIMIT).until(() -> sandbox.connectsOf(clientId) == 2);
                estate.publish("paho:test/in", "after");

                await().atMost(LIMIT).until(() -> bodies.containsAll(Set.of("before", "after")));
            }
        }

        @Test
        void moreThanThirtySubscriptionsAreRefusedAtStartup() throws Exception {
            String filters = String.join(
                    ",", IntStream.range(0, 31).mapToObj(i -> "test/" + i).toList());
            try (Estate estate = new Estate(server(), clientId)) {
                assertThatThrownBy(() -> estate.consume("many", "paho:" + filters, e -> {}))
                        .hasStackTraceContaining("would have 31 subscriptions; the service takes 30");
            }
        }

        @Test
        void theRulesOfTheServiceAreCheckedAtStartupAndPerMessage() throws Exception {
            try (Estate estate = new Estate(server(), clientId)) {
                assertThatThrownBy(() -> estate.consume("share", "paho:$share/g/test/a", e -> {}))
                        .hasStackTraceContaining("shared subscriptions");
                assertThatThrownBy(() -> estate.consume("will", "paho:test/a?willTopic=test/w&willPayload=x", e -> {}))
                        .hasStackTraceContaining("will messages");
                assertThatThrownBy(() -> estate.consume("id", "paho:test/a?clientId=device1", e -> {}))
                        .hasStackTraceContaining("in the form <Group ID>@@@<Device ID>");
                assertThatThrownBy(() -> estate.publish("paho:test/a", new byte[70_000]))
                        .hasStackTraceContaining("payload of 70000 bytes");
                estate.publish("paho:test/a", "the connection lives");
                assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
            }
        }

        @Test
        void twoEndpointsOfOneClientIdMustAgreeOnItsOptions() throws Exception {
            try (Estate estate = new Estate(server(), clientId)) {
                estate.consume("a", "paho:test/a", e -> {});

                assertThatThrownBy(() -> estate.consume("b", "paho:test/b?cleanSession=false", e -> {}))
                        .hasStackTraceContaining("share the connection");
            }
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto {
        @Test
        void routesComeUpByThemselvesWhenTheBrokerDoes() throws Exception {
            List<String> bodies = new CopyOnWriteArrayList<>();
            try (Mosquitto late = Mosquitto.start(Mosquitto.Options.anonymous())) {
                late.kill();
                try (Estate estate = new Estate(late.uri(), clientId)) {
                    estate.consume(
                            "in", "paho:test/in", e -> bodies.add(e.getIn().getBody(String.class)));
                    CompletableFuture<Exchange> early = estate.publishAsync("paho:test/in", "published before");
                    await().atMost(LIMIT)
                            .until(() -> estate.component()
                                            .connectionStatuses()
                                            .get(0)
                                            .lastError()
                                    != null);
                    late.restart();

                    await().atMost(LIMIT).until(() -> bodies.contains("published before"));
                    assertThat(early.get(5, TimeUnit.SECONDS).getException()).isNull();
                }
            }
        }
    }
}
