package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.OptionalOptions;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Messages that nobody takes do not take the connection from those that somebody takes. */
@RequiresMosquitto
@Timeout(90)
class StarvationIT {

    private static final long GRACE_MILLIS = 1_000;
    /** The grace, and as much again several times for a machine that is busy. */
    private static final Duration LIMIT = Duration.ofSeconds(12);
    /** More than any of the servers sends before an acknowledgement. */
    private static final int MANY = 40;

    private static final int SOME = 10;

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String topic = "test/" + clientId.substring(clientId.indexOf("@@@") + 3);
    private final Inbox inbox = new Inbox();

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

    @ParameterizedTest
    @EnumSource
    void c02AFilterThatAnEarlierProgramLeftInTheSessionDoesNotStarveTheNewOne(Server server) throws Exception {
        leaveInTheSession(server, topic + "/old");
        try (Estate sender = sender(server)) {
            send(sender, MANY, i -> topic + "/old");
            try (LogCapture log = new LogCapture();
                    Estate app = app(server, false)) {
                app.consume("in", "paho:" + topic + "/new", inbox);
                awaitConnected(app);

                assertFlows(sender, topic + "/new");
                assertGivenUp(app, log, topic + "/old");
                assertThat(warnings(log, topic + "/old")).anyMatch(line -> line.contains("nsubscribe"));
            }
        }
    }

    @Test
    void c02WhatComesForTheOldFilterAfterTheGraceIsGivenUpAtOnce() throws Exception {
        leaveInTheSession(Server.MOSQUITTO, topic + "/old");
        try (Estate sender = sender(Server.MOSQUITTO);
                Estate app = app(Server.MOSQUITTO, false)) {
            app.consume("in", "paho:" + topic + "/new", inbox);
            awaitConnected(app);
            send(sender, MANY, i -> topic + "/old");
            assertFlows(sender, topic + "/new");
            long before = Readiness.unclaimed(app);
            send(sender, 10 * MANY, i -> topic + "/old");

            assertFlows(sender, topic + "/new");
            assertThat(Readiness.unclaimed(app) - before)
                    .as("more of them than the broker sends before an acknowledgement")
                    .isGreaterThan(MANY);
        }
    }

    @Test
    void c03AnEditedFilterLeavesTheOtherFilterOfTheRouteFlowing(@TempDir Path folder) throws Exception {
        String p2p = "test/p2p/" + clientId;
        try (LogCapture log = new LogCapture();
                Estate app = app(Server.SANDBOX, true);
                Estate sender = sender(Server.SANDBOX)) {
            watch(app, folder, topic + "/oppo," + p2p);
            inbox.awaitSubscribed(sender, topic + "/oppo");
            CompletableFuture<?> stillSending = sendSlowly(sender, topic + "/oppo");
            edit(app, folder, topic + "/other," + p2p);

            inbox.awaitSubscribed(sender, topic + "/other");
            assertFlows(sender, p2p);
            assertFlows(sender, topic + "/other");
            stillSending.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertGivenUpIfAny(app, log, topic + "/oppo");
        }
    }

    @Test
    void c03AnEditedFilterOfAPersistentSessionIsUnsubscribed(@TempDir Path folder) throws Exception {
        try (Estate app = app(Server.MOSQUITTO, false);
                Estate sender = sender(Server.MOSQUITTO)) {
            watch(app, folder, topic + "/oppo");
            inbox.awaitSubscribed(sender, topic + "/oppo");
            edit(app, folder, topic + "/other");
            send(sender, MANY, i -> topic + "/oppo");

            assertFlows(sender, topic + "/other");
            long before = Readiness.unclaimed(app);
            send(sender, SOME, i -> topic + "/oppo");
            assertFlows(sender, topic + "/other");
            assertThat(Readiness.unclaimed(app))
                    .as("messages for the former filter")
                    .isEqualTo(before);
        }
    }

    @Test
    void c04AStrangersP2pMessageDoesNotSilenceAClient() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate app = app(Server.SANDBOX, true);
                Estate stranger = sender(Server.SANDBOX)) {
            app.consume("in", "paho:" + topic, inbox);
            inbox.awaitSubscribed(stranger, topic);
            stranger.publish("paho:test/p2p/" + clientId, "from a stranger");

            assertFlows(stranger, topic);
            assertGivenUp(app, log, "test/p2p/" + clientId);
        }
    }

    @Test
    void c04AStrangersP2pMessagesDoNotSilenceAPersistentSession() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate app = app(Server.SANDBOX, false);
                Estate stranger = sender(Server.SANDBOX)) {
            app.consume("in", "paho:" + topic, inbox);
            inbox.awaitSubscribed(stranger, topic);
            send(stranger, MANY, i -> (i % 2 == 0 ? "test" : "alert") + "/p2p/" + clientId);

            assertFlows(stranger, topic);
            assertGivenUp(app, log, "/p2p/" + clientId);
            assertThat(warnings(log, "/p2p/" + clientId))
                    .as("at most one a minute")
                    .hasSize(1);
        }
    }

    @Test
    void c04StrangeMessagesOnManyTopicsDoNotSilenceAClientAndAreToldInOneLine() throws Exception {
        leaveInTheSession(Server.MOSQUITTO, topic + "/stray/#");
        try (Estate stranger = sender(Server.MOSQUITTO)) {
            send(stranger, 5 * MANY, i -> topic + "/stray/" + i);
            try (LogCapture log = new LogCapture();
                    Estate app = app(Server.MOSQUITTO, false)) {
                app.consume("in", "paho:" + topic + "/in", inbox);
                awaitConnected(app);

                assertFlows(stranger, topic + "/in");
                assertGivenUp(app, log, topic + "/stray/");
                assertThat(warnings(log, topic + "/stray/"))
                        .as("at most one a minute")
                        .hasSize(1);
            }
        }
    }

    private Estate app(Server server, boolean cleanSession) throws Exception {
        return new Estate(server.uri(), clientId, component -> {
            component.getConfiguration().setCleanSession(cleanSession);
            OptionalOptions.set(component, "unclaimedGrace", GRACE_MILLIS);
        });
    }

    private static Estate sender(Server server) throws Exception {
        return new Estate(server.uri(), SharedSandbox.uniqueClientId());
    }

    private static void awaitConnected(Estate app) {
        await().atMost(LIMIT).until(() -> Readiness.complaints(app).isEmpty());
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

    /** A program that had this filter, in a session that outlives it. */
    private void leaveInTheSession(Server server, String filter) throws Exception {
        try (Estate former = app(server, false);
                Estate sender = sender(server)) {
            Inbox received = new Inbox();
            former.consume("former", "paho:" + filter, received);
            received.awaitSubscribed(sender, filter.replace("#", "probe"));
        }
    }

    /** Without waiting in between; returns when all are acknowledged. */
    private static void send(Estate sender, int count, IntFunction<String> topicOf) throws Exception {
        List<CompletableFuture<Exchange>> sent = IntStream.range(0, count)
                .mapToObj(i -> sender.publishAsync("paho:" + topicOf.apply(i), String.valueOf(i)))
                .toList();
        for (CompletableFuture<Exchange> publish : sent) {
            assertThat(publish.get(LIMIT.toSeconds(), TimeUnit.SECONDS).getException())
                    .isNull();
        }
    }

    /** Some five messages a second, as long as a route file takes to be read again. */
    private static CompletableFuture<?> sendSlowly(Estate sender, String to) {
        return CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 2 * SOME; i++) {
                sender.publish("paho:" + to, "slow " + i);
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            }
        });
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    /** What is published to this topic from now on is received. */
    private void assertFlows(Estate sender, String to) throws Exception {
        String mark = to + " " + System.nanoTime() + " ";
        List<String> bodies = IntStream.range(0, SOME).mapToObj(i -> mark + i).toList();
        for (String body : bodies) {
            sender.publishAsync("paho:" + to, body);
        }
        inbox.await(bodies, LIMIT);
    }

    private static void assertGivenUp(Estate app, LogCapture log, String of) {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(Readiness.unclaimed(app)).as("unclaimed messages").isPositive();
            assertThat(warnings(log, of)).as("warnings of " + of).isNotEmpty();
        });
    }

    /** An unsubscription may have been quicker than the sender. */
    private static void assertGivenUpIfAny(Estate app, LogCapture log, String of) {
        if (Readiness.unclaimed(app) > 0) {
            assertGivenUp(app, log, of);
        }
    }

    private static List<String> warnings(LogCapture log, String of) {
        return log.lines().stream()
                .filter(line -> line.startsWith("WARN") && line.contains(of))
                .toList();
    }

    /** Loads the route file and has it read again when it is edited. */
    private void watch(Estate app, Path folder, String filters) throws Exception {
        app.context().getRegistry().bind("inbox", inbox);
        Path file = write(folder, filters);
        PluginHelper.getRoutesLoader(app.context())
                .loadRoutes(ResourceHelper.resolveResource(app.context(), "file:" + file));
        RouteWatcherReloadStrategy watcher = new RouteWatcherReloadStrategy(folder.toString());
        watcher.setPattern("*.camel.yaml");
        watcher.setRemoveAllRoutes(false);
        watcher.setPollTimeout(200);
        app.context().addService(watcher);
    }

    private void edit(Estate app, Path folder, String filters) throws IOException {
        write(folder, filters);
        await().atMost(LIMIT)
                .until(() -> app.context().getRoute("subscribe") != null
                        && app.context()
                                .getRoute("subscribe")
                                .getEndpoint()
                                .getEndpointUri()
                                .contains(filters));
    }

    private static Path write(Path folder, String filters) throws IOException {
        return Files.writeString(folder.resolve("subscribe.camel.yaml"), """
                - route:
                    id: subscribe
                    from:
                      uri: paho:%s
                      steps:
                        - process:
                            ref: inbox
                """.formatted(filters));
    }
}
