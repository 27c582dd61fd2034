package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Large messages that fail again and again, in a persistent session: what is behind them flows. */
@RequiresMosquitto
class LargeFailingMessagesIT {

    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(8);
    private static final int MEGABYTE = 1024 * 1024;

    private final Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
    /** The names of the messages that went through. */
    private final Set<String> processed = ConcurrentHashMap.newKeySet();

    private Estate application;

    @BeforeEach
    void start() throws Exception {
        application = PlainBroker.application(
                mosquitto.uri(),
                "large",
                component -> component.getConfiguration().setCleanSession(false));
    }

    @AfterEach
    void end() {
        application.close();
        mosquitto.close();
    }

    @Test
    void c15WhatIsBehindALargeMessageThatAlwaysFailsIsProcessed() throws Exception {
        consume("in", "paho:test/in");
        try (PahoSender sender = new PahoSender(mosquitto.uri())) {
            sender.publish("test/in", message("fails", 5 * MEGABYTE), 1);
            sender.publish("test/in", message("large", 5 * MEGABYTE), 1);
            List<String> small = publishSmall(sender, "test/in");

            awaitProcessed(small, "large");
        }
    }

    @Test
    void c15SmallMessagesBehindOneThatAloneIsOver8MegabytesAndAlwaysFailsAreProcessed() throws Exception {
        consume("in", "paho:test/in");
        try (PahoSender sender = new PahoSender(mosquitto.uri())) {
            sender.publish("test/in", message("fails", 9 * MEGABYTE), 1);

            awaitProcessed(publishSmall(sender, "test/in"));
        }
    }

    @Test
    void c15LargeMessagesThatFailInOneRouteDoNotStarveAnother() throws Exception {
        consume("a", "paho:test/a");
        consume("b", "paho:test/b");
        try (PahoSender sender = new PahoSender(mosquitto.uri())) {
            for (int i = 0; i < 3; i++) {
                sender.publish("test/a", message("fails", 3 * MEGABYTE), 1);
            }

            awaitProcessed(publishSmall(sender, "test/b"));
        }
    }

    private void consume(String routeId, String uri) throws Exception {
        application.consume(routeId, uri, this::process);
        // Behind the SUBSCRIBE, on the same connection.
        application.publish("paho:test/other", "connected");
    }

    private void process(Exchange exchange) {
        String name = name(exchange.getIn().getBody(byte[].class));
        if (name.equals("fails")) {
            throw new IllegalStateException("it always fails, for the test");
        }
        processed.add(name);
    }

    private static List<String> publishSmall(PahoSender sender, String topic) throws Exception {
        List<String> names = IntStream.range(0, 10).mapToObj(i -> "small " + i).toList();
        for (String name : names) {
            sender.publish(topic, name, 1);
        }
        sender.awaitAcknowledged();
        return names;
    }

    private void awaitProcessed(List<String> names, String... others) {
        List<String> all = new ArrayList<>(names);
        all.addAll(List.of(others));
        await().atMost(ARRIVES_WITHIN)
                .untilAsserted(() -> assertThat(processed).containsExactlyInAnyOrderElementsOf(all));
    }

    /** Its name, and zeros up to its size. */
    private static byte[] message(String name, int size) {
        return Arrays.copyOf(name.getBytes(), size);
    }

    private static String name(byte[] message) {
        int length = 0;
        while (length < message.length && message[length] != 0) {
            length++;
        }
        return new String(message, 0, length);
    }
}
