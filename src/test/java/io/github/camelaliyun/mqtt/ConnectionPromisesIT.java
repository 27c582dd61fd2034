package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.InboundStatus;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The promises of a connection that routes can see, each on the sandbox and, where its rules do not matter, on Mosquitto. */
class ConnectionPromisesIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int STOPS = 3;

    private final String clientId = SharedSandbox.uniqueClientId();
    private final Sandbox sandbox = SharedSandbox.get();

    @Nested
    class OnTheSandbox extends OnAnyBroker {
        @Override
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
        void aP2pMessageThatNoRouteTakesWaitsForARouteUntilTheGraceIsOverAndIsSpokenOfThen() throws Exception {
            List<String> bodies = new CopyOnWriteArrayList<>();
            try (LogCapture log = new LogCapture();
                    Estate estate = new Estate(
                            server(),
                            clientId,
                            component -> component.getConfiguration().setUnclaimedGrace(5_000))) {
                estate.publish("paho:test/p2p/" + clientId, "unclaimed");
                await().atMost(LIMIT).until(() -> inbound(estate).held() == 1);
                assertThat(bodies).isEmpty();

                estate.consume(
                        "late",
                        "paho:test/p2p/" + clientId,
                        e -> bodies.add(e.getIn().getBody(String.class)));
                await().atMost(LIMIT).until(() -> bodies.equals(List.of("unclaimed")));
                assertThat(inbound(estate).unclaimed()).isZero();

                estate.context().getRouteController().stopRoute("late");
                estate.publish("paho:test/p2p/" + clientId, "unclaimed for good");
                await().atMost(LIMIT)
                        .until(() ->
                                log.lines().stream().anyMatch(line -> line.contains("no route takes the messages on")));
                assertThat(inbound(estate).unclaimed()).isEqualTo(1);
                assertThat(inbound(estate).held()).isZero();
                assertThat(bodies).containsExactly("unclaimed");
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
                        .hasStackTraceContaining("must have the form");
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
    class OnMosquitto extends OnAnyBroker {
        private static final Mosquitto MOSQUITTO = Mosquitto.start(Mosquitto.Options.anonymous());

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(MOSQUITTO::kill));
        }

        @Override
        URI server() {
            return MOSQUITTO.uri();
        }

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

    abstract class OnAnyBroker {

        abstract URI server();

        @Test
        void eachConsumerGetsWhatItsOwnFiltersMatchOnce() throws Exception {
            List<String> one = new CopyOnWriteArrayList<>();
            List<String> all = new CopyOnWriteArrayList<>();
            List<String> listed = new CopyOnWriteArrayList<>();
            try (Estate estate = new Estate(server(), clientId)) {
                estate.consume("one", "paho:test/m/one", e -> one.add(e.getIn().getBody(String.class)))
                        .consume("all", "paho:test/m/+", e -> all.add(e.getIn().getBody(String.class)))
                        .consume(
                                "listed",
                                "paho:test/m/two=1,test/m/three/#=0",
                                e -> listed.add(e.getIn().getBody(String.class)));
                estate.publish("paho:test/m/one", "1");
                estate.publish("paho:test/m/two", "2");
                estate.publish("paho:test/m/three/deep", "3");
                estate.publish("paho:test/m/end", "end");

                await().atMost(LIMIT).until(() -> all.contains("end") && listed.contains("3"));
                assertThat(one).containsExactly("1");
                assertThat(all).containsExactly("1", "2", "end");
                assertThat(listed).containsExactlyInAnyOrder("2", "3");
            }
        }

        @Test
        void aMessageThatTwoFiltersOfAConsumerMatchGivesOneExchange() throws Exception {
            List<String> bodies = new CopyOnWriteArrayList<>();
            try (Estate estate = new Estate(server(), clientId)) {
                estate.consume(
                        "both",
                        "paho:test/twice/+,test/twice/a",
                        e -> bodies.add(e.getIn().getBody(String.class)));
                estate.publish("paho:test/twice/a", "once");
                estate.publish("paho:test/twice/b", "end");

                await().atMost(LIMIT).until(() -> bodies.contains("end"));
                assertThat(bodies).containsExactly("once", "end");
            }
        }

        @Test
        void aConsumerKeepsTheOrderOfItsMessages() throws Exception {
            List<String> bodies = new CopyOnWriteArrayList<>();
            CountDownLatch release = new CountDownLatch(1);
            List<String> sent = IntStream.range(0, 50).mapToObj(String::valueOf).toList();
            try (Estate estate = new Estate(server(), clientId)) {
                estate.consume("in", "paho:test/order", e -> {
                    String body = e.getIn().getBody(String.class);
                    if (body.equals("0")) {
                        release.await(20, TimeUnit.SECONDS);
                    }
                    bodies.add(body);
                });
                sent.forEach(body -> estate.publish("paho:test/order", body));
                release.countDown();

                await().atMost(LIMIT).until(() -> bodies.size() == sent.size());
                assertThat(bodies).isEqualTo(sent);
            }
        }

        @Test
        void aStoppedRouteIsUnsubscribedUnlessItsSessionIsPersistent() throws Exception {
            List<String> bodies = new CopyOnWriteArrayList<>();
            Set<Estate> subscribed = ConcurrentHashMap.newKeySet();
            try (Estate clean = new Estate(
                            server(),
                            clientId,
                            component -> component.getConfiguration().setUnclaimedGrace(1_000));
                    Estate persistent = new Estate(server(), SharedSandbox.uniqueClientId(), component -> {
                        component.getConfiguration().setUnclaimedGrace(1_000);
                        component.getConfiguration().setCleanSession(false);
                    })) {
                for (Estate estate : List.of(clean, persistent)) {
                    estate.consume(
                                    "left",
                                    "paho:test/left",
                                    e -> bodies.add(e.getIn().getBody(String.class)))
                            .consume("stays", "paho:test/stays", e -> subscribed.add(estate));
                }
                await().atMost(LIMIT).until(() -> {
                    clean.publish("paho:test/stays", "x");
                    return subscribed.size() == 2;
                });
                clean.context().getRouteController().stopRoute("left");
                persistent.context().getRouteController().stopRoute("left");
                // A second's grace, and some time for the broker.
                await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
                clean.publish("paho:test/left", "after");

                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(inbound(persistent).stopped())
                                .as("what the persistent session's connection got")
                                .containsEntry("left", 1));
                await().pollDelay(Duration.ofSeconds(1))
                        .untilAsserted(() -> assertThat(inbound(clean).unclaimed()
                                        + inbound(clean).held())
                                .as("what the clean session's connection got")
                                .isZero());
                assertThat(inbound(persistent).unclaimed()).isZero();
                persistent.context().getRouteController().startRoute("left");
                await().atMost(LIMIT).until(() -> bodies.contains("after"));
            }
        }

        @Test
        void backlogOfPersistentSessionReachesConsumerAfterRestart() throws Exception {
            Set<String> bodies = ConcurrentHashMap.newKeySet();
            for (int restart = 0; restart < 2; restart++) {
                try (Estate estate = new Estate(
                        server(),
                        clientId,
                        component -> component.getConfiguration().setCleanSession(false))) {
                    estate.consume(
                            "in", "paho:test/backlog", e -> bodies.add(e.getIn().getBody(String.class)));
                    if (restart == 0) {
                        estate.publish("paho:test/backlog", "online");
                        await().atMost(LIMIT).until(() -> bodies.contains("online"));
                    } else {
                        await().atMost(LIMIT).until(() -> bodies.size() == 101);
                    }
                }
                if (restart == 0) {
                    try (Estate publisher = new Estate(server(), SharedSandbox.uniqueClientId())) {
                        for (int i = 0; i < 100; i++) {
                            publisher.publish("paho:test/backlog", "offline " + i);
                        }
                    }
                }
            }
        }

        @Test
        void whatFollowsAPublishMayPublishAndWaitAgain() throws Exception {
            AtomicInteger done = new AtomicInteger();
            try (Estate estate = new Estate(server(), clientId)) {
                estate.add(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("seda:nested?concurrentConsumers=20")
                                .routeId("nested")
                                .to("paho:test/nested/one")
                                .process(e -> estate.publish("paho:test/nested/two", "again"))
                                .process(e -> done.incrementAndGet());
                    }
                });
                for (int i = 0; i < 200; i++) {
                    estate.publishAsync("seda:nested", "message " + i);
                }

                await().atMost(Duration.ofSeconds(40)).until(() -> done.get() == 200);
            }
        }

        @Test
        void aFullWindowMakesCallersWaitAndLosesNothing() throws Exception {
            AtomicInteger received = new AtomicInteger();
            try (Estate estate = new Estate(
                    server(),
                    clientId,
                    component -> component.getConfiguration().setMaxInflight(3))) {
                estate.consume("in", "paho:test/window", e -> received.incrementAndGet());
                List<CompletableFuture<Exchange>> published = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    published.add(estate.publishAsync("paho:test/window", "message " + i));
                }
                for (CompletableFuture<Exchange> publish : published) {
                    assertThat(publish.get(20, TimeUnit.SECONDS).getException()).isNull();
                }
                await().atMost(LIMIT).until(() -> received.get() == 500);
            }
        }
    }

    private static InboundStatus inbound(Estate estate) {
        return estate.component().connectionStatuses().get(0).inbound();
    }

    @Test
    void aPublishWithoutAServerFailsInTimeAndSaysSo() throws Exception {
        try (Estate estate = new Estate(URI.create("tcp://127.0.0.1:1"), clientId, component -> {
            component.setPublishTimeout(1_000);
            component.getConfiguration().setMaxInflight(1);
        })) {
            List<CompletableFuture<Exchange>> published = List.of(
                    estate.publishAsync("paho:test/a", "has the place"),
                    estate.publishAsync("paho:test/a", "waits for it"));
            List<String> failures = new ArrayList<>();
            for (CompletableFuture<Exchange> publish : published) {
                failures.add(publish.get(10, TimeUnit.SECONDS).getException().getMessage());
            }

            assertThat(failures)
                    .anyMatch(
                            message -> message.contains("was not sent within 1 s") && message.contains("not connected"))
                    .anyMatch(message -> message.contains("window of 1") || message.contains("was not sent"));
        }
    }
}
