package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.camel.component.paho.PahoConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import static io.github.camelaliyun.mqtt.cases.ScriptedServer.CONNECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Text from outside stays within its log line, whatever characters it has, and is cut to a sane length. */
class LogForgeryIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String FORGED = "ERROR forged line";
    /** Breaks of a line, and escapes of a terminal. */
    private static final List<String> ATTACKS =
            List.of("\n", "\r\n", "\u001b[2J", "\u0085", "\u009b2J", "\u2028", "\u2029", "\u202e");

    private static final int SANE_LENGTH = 4_000;

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\u001b[2J"})
    void c36ATopicThatNoRouteTakesForgesNoLogLine(String attack) throws Exception {
        try (LogCapture log = new LogCapture();
                ScriptedServer server = new ScriptedServer();
                PlainContext camel = unclaimedAfterOneSecond(server.uri(), "forged")) {
            camel.consume("in", "paho:test/in", exchange -> {});
            await().atMost(LIMIT).until(() -> server.subscriptions().containsKey("test/in"));
            server.send("other/" + attack + FORGED, "x", 1);
            await().atMost(LIMIT).until(() -> mentions(log, FORGED));

            assertNotForged(log.lines());
        }
    }

    @Test
    void c36TheTopicOfAMessageWhoseExchangeFailsForgesNoLogLine() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        try (LogCapture log = new LogCapture();
                ScriptedServer server = new ScriptedServer();
                PlainContext camel = new PlainContext(server.uri(), "forged")) {
            camel.consume("in", "paho:test/%23", exchange -> {
                failures.incrementAndGet();
                throw new IllegalStateException("the route fails");
            });
            await().atMost(LIMIT).until(() -> server.subscriptions().containsKey("test/#"));
            for (String attack : ATTACKS) {
                server.send("test/" + attack + FORGED, "x", 0);
            }
            await().atMost(LIMIT).until(() -> failures.get() == ATTACKS.size());
            await().atMost(LIMIT).until(() -> mentions(log, "the route fails"));

            assertNotForged(log.lines());
        }
    }

    @Test
    void c36AClientIdForgesNoLogLine() throws Exception {
        List<String> shown = new ArrayList<>();
        try (LogCapture log = new LogCapture();
                ScriptedServer server = new ScriptedServer()) {
            for (String attack : ATTACKS) {
                int connects = server.received(CONNECT).size();
                try (PlainContext camel = new PlainContext(server.uri(), "client" + attack + FORGED)) {
                    camel.consume("in", "paho:test/in", exchange -> {});
                    await().atMost(LIMIT)
                            .until(() -> server.received(CONNECT).size() > connects && mentions(log, FORGED));
                } catch (Exception refused) {
                    shown.add(refused.toString());
                }
            }
            shown.addAll(log.lines());

            assertThat(shown).anyMatch(line -> line.contains(FORGED));
            assertNotForged(shown);
        }
    }

    /** A route that publishes where the message it has got says so. */
    @Test
    void c36TheErrorOfAPublishForgesNoLogLine() throws Exception {
        List<String> shown = new ArrayList<>();
        try (PlainContext camel = new PlainContext(
                URI.create("tcp://127.0.0.1:1"), "forged", component -> component.setPublishTimeout(100))) {
            for (String attack : ATTACKS) {
                Throwable failure = camel.context()
                        .createFluentProducerTemplate()
                        .to("paho:test/a")
                        .withHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, "test/" + attack + FORGED)
                        .withBody("x")
                        .asyncSend()
                        .get(10, TimeUnit.SECONDS)
                        .getException();
                shown.add(String.valueOf(failure));
            }
        }

        assertThat(shown).hasSize(ATTACKS.size()).doesNotContain("null");
        assertNotForged(shown);
    }

    @Test
    void c36AVeryLongTopicIsCutInTheLog() throws Exception {
        try (LogCapture log = new LogCapture();
                ScriptedServer server = new ScriptedServer();
                PlainContext camel = unclaimedAfterOneSecond(server.uri(), "forged")) {
            camel.consume("in", "paho:test/in", exchange -> {});
            await().atMost(LIMIT).until(() -> server.subscriptions().containsKey("test/in"));
            server.send("long/" + "x".repeat(60_000), "x", 1);
            await().atMost(LIMIT).until(() -> mentions(log, "long/x"));

            assertThat(log.lines().stream().mapToInt(String::length).max().orElse(0))
                    .as("the longest line")
                    .isLessThan(SANE_LENGTH);
        }
    }

    private static PlainContext unclaimedAfterOneSecond(URI server, String clientId) {
        return new PlainContext(
                server, clientId, component -> PlainContext.setIfPresent(component, "unclaimedGrace", 1_000));
    }

    private static boolean mentions(LogCapture log, String text) {
        return log.lines().stream().anyMatch(line -> line.contains(text));
    }

    private static void assertNotForged(List<String> lines) {
        assertThat(lines.stream()
                        .filter(line -> ATTACKS.stream().anyMatch(attack -> line.contains(attack + FORGED)))
                        .map(LogForgeryIT::readable))
                .as("lines that have the characters themselves")
                .isEmpty();
    }

    private static String readable(String line) {
        return line.chars()
                .mapToObj(c -> c < ' ' || c > '~' ? String.format("\\u%04x", c) : Character.toString(c))
                .collect(Collectors.joining());
    }
}
