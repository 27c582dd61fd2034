package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.Overlapping;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import static io.github.camelaliyun.mqtt.cases.ScriptedServer.SUBSCRIBE;
import static io.github.camelaliyun.mqtt.cases.ScriptedServer.UNSUBSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Consumers of one clientId whose filters contain each other, on a server that sends a copy for each subscription that
 * matches (3.3.5 allows it): each gets each message once, since a filter that a wider one contains is not subscribed.
 */
class CoverIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** Until the subscriptions are what they stay. */
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(3);

    private static final Duration SETTLED = Duration.ofMillis(300);
    private static final Duration NOTHING_MORE = Duration.ofMillis(500);

    private final Map<String, Integer> exchanges = new ConcurrentHashMap<>();

    @Test
    void c38EachOf30OverlappingConsumersGetsEachMessageOnce() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                PlainContext camel = new PlainContext(server.uri(), "overlaps")) {
            consume(camel, Overlapping.filters());
            settle(server, Set.of("c/#"));
            for (String topic : Overlapping.topics()) {
                server.publish(topic, "x");
            }

            assertEachOnce(Overlapping.filters(), Overlapping.topics());
        }
    }

    @Test
    @RequiresMosquitto
    void c38EachOf30OverlappingConsumersGetsEachMessageOnceFromMosquitto() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
                PlainContext publisher = new PlainContext(mosquitto.uri(), "publisher");
                PlainContext camel = new PlainContext(mosquitto.uri(), "overlaps")) {
            consume(camel, Overlapping.filters());
            await().atMost(LIMIT).until(() -> {
                publisher.publish("paho:c/ready", "x");
                return exchanges.containsKey("c/#");
            });
            for (String topic : Overlapping.topics()) {
                publisher.publish("paho:" + topic, "x");
            }
            await().atMost(LIMIT)
                    .until(() -> exchanges.get("c/#") > Overlapping.topics().size());

            // It also has what told that it is subscribed.
            exchanges.remove("c/#");
            assertEachOnce(
                    Overlapping.filters().subList(1, Overlapping.filters().size()), Overlapping.topics());
        }
    }

    @Test
    void c38AConsumerThatComesLaterGetsEachMessageOnce() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                PlainContext camel = new PlainContext(server.uri(), "overlaps")) {
            consume(camel, List.of("c/#"));
            await().atMost(LIMIT).until(() -> server.subscriptions().containsKey("c/#"));
            consume(camel, List.of("c/+", "c/a"));
            settle(server, Set.of("c/#"));
            server.publish("c/a", "x");

            assertEachOnce(List.of("c/#", "c/+", "c/a"), List.of("c/a"));
        }
    }

    @Test
    void c38AWiderConsumerThatComesLaterGetsEachMessageOnce() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                PlainContext camel = new PlainContext(server.uri(), "overlaps")) {
            consume(camel, List.of("c/a"));
            await().atMost(LIMIT).until(() -> server.subscriptions().containsKey("c/a"));
            consume(camel, List.of("c/#"));
            settle(server, Set.of("c/#"));
            server.publish("c/a", "x");

            assertEachOnce(List.of("c/#", "c/a"), List.of("c/a"));
        }
    }

    @Test
    void c38EachConsumerGetsEachMessageOnceAfterAReconnect() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                PlainContext camel = new PlainContext(server.uri(), "overlaps")) {
            consume(camel, List.of("c/#", "c/+", "c/a"));
            await().atMost(LIMIT).until(() -> server.subscriptions().containsKey("c/#"));
            server.breakLink();
            await().atMost(LIMIT).until(() -> server.links() == 2);
            await().atMost(LIMIT).until(() -> server.subscriptions().containsKey("c/#"));
            settle(server, Set.of("c/#"));
            server.publish("c/a", "x");

            assertEachOnce(List.of("c/#", "c/+", "c/a"), List.of("c/a"));
        }
    }

    /** No message is lost in between: the narrow ones are subscribed before the wide one is given up. */
    @Test
    void c38WhenTheWiderConsumerGoesTheNarrowOneMissesNothing() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                PlainContext camel = new PlainContext(server.uri(), "overlaps", CoverIT::withGrace)) {
            consume(camel, List.of("c/#", "c/a"));
            await().atMost(LIMIT).until(() -> server.subscriptions().containsKey("c/#"));
            settle(server, Set.of("c/#"));
            server.publish("c/a", "x");
            assertEachOnce(List.of("c/#", "c/a"), List.of("c/a"));

            int before = server.received().size();
            camel.remove("c/#");
            int[] sent = {1};
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
                assertThat(server.publish("c/a", "y"))
                        .as("subscriptions that match")
                        .isPositive();
                sent[0]++;
                return server.subscriptions().keySet().equals(Set.of("c/a"));
            });
            List<String> asked = server.received().stream()
                    .skip(before)
                    .filter(packet -> packet.type() == SUBSCRIBE || packet.type() == UNSUBSCRIBE)
                    .map(packet -> packet.type() + " "
                            + String.join(",", packet.filters().keySet()))
                    .toList();
            assertThat(asked).containsExactly(SUBSCRIBE + " c/a", UNSUBSCRIBE + " c/#");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(exchanges.get("c/a")).isGreaterThanOrEqualTo(sent[0]));
        }
    }

    @Test
    void c38WhereTheWiderFilterIsRefusedTheOthersAreSubscribed() throws Exception {
        try (ScriptedServer server = new ScriptedServer((link, packet) -> {
                    if (packet.type() == SUBSCRIBE) {
                        link.suback(packet, Set.of("+/#"));
                    } else {
                        link.answer(packet);
                    }
                });
                PlainContext camel = new PlainContext(server.uri(), "overlaps")) {
            // Whether it gets what comes for the others is not the point.
            camel.consume("refused", "paho:+/%23", exchange -> {});
            consume(camel, List.of("c/+", "c/a", "d/e"));
            await().atMost(LIMIT).until(() -> server.subscriptions().containsKey("d/e"));
            settle(server, Set.of("c/+", "d/e"));
            server.publish("c/a", "x");
            server.publish("d/e", "x");

            await().atMost(LIMIT).until(() -> exchanges.containsKey("c/a") && exchanges.containsKey("d/e"));
            assertEachOnce(List.of("c/+", "c/a", "d/e"), List.of("c/a", "d/e"));
        }
    }

    /** Neither does a filter of a lower QoS contain another, nor a leading wildcard a topic that begins with $. */
    @Test
    void c38WhatDoesNotContainAFilterDoesNotKeepItFromBeingSubscribed() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                PlainContext camel = new PlainContext(server.uri(), "overlaps")) {
            consume(camel, List.of("c/#=0", "c/a=1", "#=0", "$x/a=1"));
            await().during(NOTHING_MORE)
                    .atMost(LIMIT)
                    .until(() -> server.subscriptions().keySet().containsAll(Set.of("c/a", "#", "$x/a")));
            server.publish("$x/a", "x");

            await().atMost(LIMIT).until(() -> exchanges.containsKey("$x/a=1"));
            assertThat(exchanges).isEqualTo(Map.of("$x/a=1", 1));
        }
    }

    /** Each a route with the filter as its id. */
    private void consume(PlainContext camel, List<String> filters) throws Exception {
        for (String filter : filters) {
            camel.consume(filter, "paho:" + filter.replace("#", "%23"), e -> exchanges.merge(filter, 1, Integer::sum));
        }
    }

    private static void settle(ScriptedServer server, Set<String> cover) {
        try {
            await().atMost(SETTLED_WITHIN)
                    .pollInterval(Duration.ofMillis(10))
                    .during(SETTLED)
                    .until(() -> server.subscriptions().keySet().equals(cover));
        } catch (ConditionTimeoutException others) {
            // What arrives is what counts.
        }
    }

    private void assertEachOnce(List<String> filters, List<String> topics) {
        Map<String, Integer> due = Overlapping.due(filters, topics, ScriptedServer::matches);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(sum(exchanges)).isGreaterThanOrEqualTo(sum(due)));
        await().pollDelay(NOTHING_MORE)
                .untilAsserted(() -> assertThat(new TreeMap<>(exchanges))
                        .as("%d exchanges, %d are due", sum(exchanges), sum(due))
                        .isEqualTo(due));
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static void withGrace(AliyunMqttComponent component) {
        PlainContext.setIfPresent(component, "unclaimedGrace", 1_000);
    }
}
