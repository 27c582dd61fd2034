package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A backlog that arrives before the routes that want it, in a persistent session. */
@RequiresMosquitto
class LateSubscriberIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(12);
    private static final Duration LATE = Duration.ofSeconds(2);
    private static final Duration A_LITTLE_LATE = Duration.ofMillis(500);
    private static final int MESSAGES = 1_500;

    /** Sends everything at once, whatever is acknowledged. */
    private final Mosquitto mosquitto =
            Mosquitto.start(Mosquitto.Options.anonymous().withMaxInflight(0));

    private final Set<String> received = ConcurrentHashMap.newKeySet();

    @AfterEach
    void end() {
        mosquitto.close();
    }

    @Test
    void c14ABacklogOf1500ReachesASubscriberThatComesTwoSecondsLate() throws Exception {
        leaveBacklog("test/late=1", 1, "test/late");
        try (Estate application = connectedWithout()) {
            awaitPast(LATE);
            consume(application, "late", "paho:test/late");

            awaitAll();
        }
    }

    @Test
    void c14ABacklogOfQos2ReachesASubscriberThatComesLate() throws Exception {
        leaveBacklog("test/late=2", 2, "test/late");
        try (Estate application = connectedWithout()) {
            awaitPast(A_LITTLE_LATE);
            consume(application, "late", "paho:test/late=2");

            awaitAll();
        }
    }

    @Test
    void c14ABacklogOfThreeFiltersReachesItsRoutesThatComeOneAfterTheOther() throws Exception {
        leaveBacklog("test/late/#", 1, "test/late/a", "test/late/b", "test/late/c");
        try (Estate application = connectedWithout()) {
            awaitPast(A_LITTLE_LATE);
            consume(application, "c", "paho:test/late/c");
            consume(application, "b", "paho:test/late/b");
            awaitPast(A_LITTLE_LATE);
            consume(application, "a", "paho:test/late/a");

            awaitAll();
        }
    }

    /** A session with these messages in it, by turns on the topics. */
    private void leaveBacklog(String filter, int qos, String... topics) throws Exception {
        try (Estate earlier = application()) {
            earlier.consume("earlier", "paho:" + filter, exchange -> {});
            // Behind the SUBSCRIBE, on the same connection.
            earlier.publish("paho:test/other", "connected");
        }
        try (PahoSender sender = new PahoSender(mosquitto.uri())) {
            for (int i = 0; i < MESSAGES; i++) {
                sender.publish(topics[i % topics.length], "message " + i, qos);
            }
            sender.awaitAcknowledged();
        }
    }

    /** It takes up the session, and so gets the backlog, before there is a route. */
    private Estate connectedWithout() throws Exception {
        Estate application = application();
        application.publish("paho:test/other", "connected");
        return application;
    }

    private Estate application() throws Exception {
        return PlainBroker.application(
                mosquitto.uri(),
                "late",
                component -> component.getConfiguration().setCleanSession(false));
    }

    private void consume(Estate application, String routeId, String uri) throws Exception {
        application.consume(
                routeId, uri, exchange -> received.add(exchange.getIn().getBody(String.class)));
    }

    private void awaitAll() {
        await().atMost(ARRIVES_WITHIN)
                .untilAsserted(() ->
                        assertThat(received.size()).as("messages that arrived").isEqualTo(MESSAGES));
    }

    private static void awaitPast(Duration time) {
        Instant end = Instant.now().plus(time);
        await().atMost(LIMIT).until(() -> Instant.now().isAfter(end));
    }
}
