package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Routes that are reloaded again and again, as somebody does who edits their files. */
class RouteReloadIT extends Experiment {

    /** A connection and its subscriptions outlive their last route by 5 s. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private static final Duration HEARD_WITHIN = Duration.ofSeconds(20);
    private static final int MOST_SUBSCRIPTIONS = 30;

    RouteReloadIT() {
        super(TestBroker.sandbox());
    }

    /** The second stop comes a moment before the end of the first one's grace; it has its own. */
    @Test
    void theGraceOfARouteThatIsReloadedCountsFromItsLastStop() throws Exception {
        try (Estate estate = estate(component -> {})) {
            estate.consume("in", "paho:" + topic, e -> {});
            await().atMost(LIMIT).until(() -> broker.connectsOf(clientId) == 1);
            estate.context().getRouteController().stopRoute("in");
            Stopwatch sinceFirstStop = new Stopwatch();
            estate.context().getRouteController().startRoute("in");
            awaitPast(sinceFirstStop, LINGER.minusSeconds(1));
            Stopwatch sinceSecondStop = new Stopwatch();
            estate.context().getRouteController().stopRoute("in");
            awaitPast(sinceFirstStop, LINGER.plusSeconds(1));
            estate.context().getRouteController().startRoute("in");
            assertThat(sinceSecondStop.elapsed()).as("from stop to start").isLessThan(LINGER);
            estate.publish("paho:" + topic, "the connection lives");

            assertThat(broker.connectsOf(clientId)).isEqualTo(1);
        }
    }

    /** The old filters and the new ones together are more than the service takes, and it says nothing about that. */
    @Test
    void aRouteThatIsReloadedWithOtherFiltersIsHeard() throws Exception {
        Set<String> received = ConcurrentHashMap.newKeySet();
        try (Estate estate = estate(component -> {})) {
            estate.consume("in", "paho:" + filters("old"), e -> {});
            estate.publish("paho:" + topic + "/unused", "connected");
            estate.context().getRouteController().stopRoute("in");
            estate.context().removeRoute("in");
            estate.consume(
                    "in", "paho:" + filters("new"), e -> received.add(e.getIn().getBody(String.class)));

            await().atMost(HEARD_WITHIN).until(() -> {
                for (int i = 0; i < MOST_SUBSCRIPTIONS; i++) {
                    estate.publish("paho:" + topic + "/new/" + i, String.valueOf(i));
                }
                return received.size() == MOST_SUBSCRIPTIONS;
            });
        }
    }

    private static void awaitPast(Stopwatch stopwatch, Duration time) {
        await().atMost(LIMIT).until(() -> stopwatch.elapsed().compareTo(time) > 0);
    }

    private String filters(String kind) {
        return IntStream.range(0, MOST_SUBSCRIPTIONS)
                .mapToObj(i -> topic + "/" + kind + "/" + i)
                .collect(Collectors.joining(","));
    }
}
