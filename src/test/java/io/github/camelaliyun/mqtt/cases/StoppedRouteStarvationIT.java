package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The messages of a route that is stopped, suspended or removed do not take the connection from the other routes. */
@RequiresMosquitto
@Timeout(90)
class StoppedRouteStarvationIT extends StarvationRig {

    @ParameterizedTest
    @EnumSource
    void c01StoppingOneRouteLeavesTheOtherFlowing(Server server) throws Exception {
        try (LogCapture log = new LogCapture();
                Estate app = app(server, true);
                Estate sender = sender(server)) {
            beginBusyRoute(app, sender);
            app.context().getRouteController().stopRoute("busy");

            assertFlows(sender, topic + "/free");
            assertGivenUp(app, log, topic + "/busy");
        }
    }

    @Test
    void c01SuspendingOneRouteLeavesTheOtherFlowing() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate app = app(Server.MOSQUITTO, true);
                Estate sender = sender(Server.MOSQUITTO)) {
            beginBusyRoute(app, sender);
            app.context().getRouteController().suspendRoute("busy");

            assertFlows(sender, topic + "/free");
            assertGivenUp(app, log, topic + "/busy");
        }
    }

    @Test
    void c01RemovingOneRouteOfAPersistentSessionLeavesTheOtherFlowing() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate app = app(Server.MOSQUITTO, false);
                Estate sender = sender(Server.MOSQUITTO)) {
            beginBusyRoute(app, sender);
            app.context().getRouteController().stopRoute("busy");
            app.context().removeRoute("busy");

            assertFlows(sender, topic + "/free");
            assertGivenUp(app, log, topic + "/busy");
        }
    }

    @Test
    void c01AStoppedRouteOfAPersistentSessionKeepsItsMessagesAndHealthNamesIt() throws Exception {
        Inbox busy = new Inbox();
        try (Estate app = app(Server.MOSQUITTO, false);
                Estate sender = sender(Server.MOSQUITTO)) {
            app.consume("stopped-one", "paho:" + topic + "/busy", busy);
            busy.awaitSubscribed(sender, topic + "/busy");
            app.context().getRouteController().stopRoute("stopped-one");
            send(sender, SOME, i -> topic + "/busy");

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(Readiness.complaints(app))
                            .as("complaints of the connection while the session has messages for a stopped route")
                            .anyMatch(text -> text.contains("stopped-one")));
            await().during(Duration.ofMillis(GRACE_MILLIS + 500))
                    .atMost(LIMIT)
                    .until(() -> !Readiness.complaints(app).isEmpty());
            app.context().getRouteController().startRoute("stopped-one");
            busy.await(numbers(SOME), LIMIT);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(Readiness.complaints(app)).isEmpty());
        }
    }

    /** Two routes, of which the one has begun a message and got more, and takes its time for each. */
    private void beginBusyRoute(Estate app, Estate sender) throws Exception {
        Inbox busy = new Inbox();
        app.consume("free", "paho:" + topic + "/free", inbox).add(new RouteBuilder() {
            @Override
            public void configure() {
                from("paho:" + topic + "/busy").routeId("busy").process(busy).delay(300);
            }
        });
        inbox.awaitSubscribed(sender, topic + "/free");
        busy.awaitSubscribed(sender, topic + "/busy");
        send(sender, MANY, i -> topic + "/busy");
        // Any of them: they were sent side by side.
        await().atMost(LIMIT).until(() -> !busy.bodies().isEmpty());
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }
}
