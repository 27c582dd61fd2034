package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Messages for a filter that an earlier program had, or the route before it was edited, do not take the connection from the
 * present ones.
 */
@RequiresMosquitto
@Timeout(90)
class FormerFilterStarvationIT extends StarvationRig {

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

    /** Some five messages a second, as long as a route file takes to be read again. */
    private static CompletableFuture<?> sendSlowly(Estate sender, String to) {
        return CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 2 * SOME; i++) {
                sender.publish("paho:" + to, "slow " + i);
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            }
        });
    }

    /** An unsubscription may have been quicker than the sender. */
    private static void assertGivenUpIfAny(Estate app, LogCapture log, String of) {
        if (Readiness.unclaimed(app) > 0) {
            assertGivenUp(app, log, of);
        }
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
