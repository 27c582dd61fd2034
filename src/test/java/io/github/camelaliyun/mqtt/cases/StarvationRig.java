package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.OptionalOptions;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A client of which some messages have nobody who takes them, and what is seen of it. */
abstract class StarvationRig {

    static final long GRACE_MILLIS = 1_000;

    /** The grace, and as much again several times for a machine that is busy. */
    static final Duration LIMIT = Duration.ofSeconds(12);

    /** More than any of the servers sends before an acknowledgement. */
    static final int MANY = 40;

    static final int SOME = 10;

    final String clientId = SharedSandbox.uniqueClientId();
    final String topic = "test/" + clientId.substring(clientId.indexOf("@@@") + 3);
    final Inbox inbox = new Inbox();

    Estate app(Server server, boolean cleanSession) throws Exception {
        return new Estate(server.uri(), clientId, component -> {
            component.getConfiguration().setCleanSession(cleanSession);
            OptionalOptions.set(component, "unclaimedGrace", GRACE_MILLIS);
        });
    }

    static Estate sender(Server server) throws Exception {
        return new Estate(server.uri(), SharedSandbox.uniqueClientId());
    }

    static void awaitConnected(Estate app) {
        await().atMost(LIMIT).until(() -> Readiness.complaints(app).isEmpty());
    }

    /** A program that had this filter, in a session that outlives it. */
    void leaveInTheSession(Server server, String filter) throws Exception {
        try (Estate former = app(server, false);
                Estate sender = sender(server)) {
            Inbox received = new Inbox();
            former.consume("former", "paho:" + filter, received);
            received.awaitSubscribed(sender, filter.replace("#", "probe"));
        }
    }

    /** Without waiting in between; returns when all are acknowledged. */
    static void send(Estate sender, int count, IntFunction<String> topicOf) throws Exception {
        List<CompletableFuture<Exchange>> sent = IntStream.range(0, count)
                .mapToObj(i -> sender.publishAsync("paho:" + topicOf.apply(i), String.valueOf(i)))
                .toList();
        for (CompletableFuture<Exchange> publish : sent) {
            assertThat(publish.get(LIMIT.toSeconds(), TimeUnit.SECONDS).getException())
                    .isNull();
        }
    }

    /** What is published to this topic from now on is received. */
    void assertFlows(Estate sender, String to) throws Exception {
        String mark = to + " " + System.nanoTime() + " ";
        List<String> bodies = IntStream.range(0, SOME).mapToObj(i -> mark + i).toList();
        for (String body : bodies) {
            sender.publishAsync("paho:" + to, body);
        }
        inbox.await(bodies, LIMIT);
    }

    static void assertGivenUp(Estate app, LogCapture log, String of) {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(Readiness.unclaimed(app)).as("unclaimed messages").isPositive();
            assertThat(warnings(log, of)).as("warnings of " + of).isNotEmpty();
        });
    }

    static List<String> warnings(LogCapture log, String of) {
        return log.lines().stream()
                .filter(line -> line.startsWith("WARN") && line.contains(of))
                .toList();
    }
}
