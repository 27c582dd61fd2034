package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.InboundStatus;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which messages a consumer gets, and in which order, each on the sandbox and, where its rules do not matter, on Mosquitto. */
class ConsumerPromisesIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String clientId = SharedSandbox.uniqueClientId();
    private final Sandbox sandbox = SharedSandbox.get();

    @Nested
    class OnTheSandbox extends OnAnyBroker {
        @Override
        URI server() {
            return sandbox.tcp();
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
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends OnAnyBroker {
        @Override
        URI server() {
            return SharedMosquitto.uri();
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
    }

    private static InboundStatus inbound(Estate estate) {
        return estate.component().connectionStatuses().get(0).inbound();
    }
}
