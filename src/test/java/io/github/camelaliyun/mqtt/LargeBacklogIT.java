package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker that sends everything that waits for a client at once, as Mosquitto 2.0.11 does: more than is taken from it
 * at a time is left with it and fetched by connecting again.
 */
@RequiresMosquitto
class LargeBacklogIT {

    private static final int MESSAGES = 20_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CLIENT_ID = "GID_test@@@backlog";

    /** What is acknowledged must reach the broker before it is asked again: or it sends that again too. */
    @Test
    void isFetchedInPartsAndEachMessageArrivesOnce() throws Exception {
        AtomicIntegerArray copies = new AtomicIntegerArray(MESSAGES);
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous().withMaxInflight(1_000));
                LogCapture log = new LogCapture()) {
            try (Estate session = persistent(broker)) {
                session.consume("in", "paho:test/backlog", e -> {});
                session.publish("paho:test/backlog", "subscribed by now");
            }
            fill(broker);

            try (Estate estate = persistent(broker)) {
                estate.consume(
                        "in",
                        "paho:test/backlog",
                        e -> copies.incrementAndGet(Integer.parseInt(e.getIn().getBody(String.class))));
                await().atMost(LIMIT).until(() -> IntStream.range(0, MESSAGES).allMatch(i -> copies.get(i) > 0));
            }
            assertThat(log.lines()).anyMatch(line -> line.contains("fetch"));
        }
        assertThat(IntStream.range(0, MESSAGES).filter(i -> copies.get(i) > 1).count())
                .as("messages that came more than once")
                .isZero();
    }

    private static Estate persistent(Mosquitto broker) throws Exception {
        return new Estate(
                broker.uri(),
                CLIENT_ID,
                component -> component.getConfiguration().setCleanSession(false));
    }

    private static void fill(Mosquitto broker) throws Exception {
        try (Estate sender = new Estate(broker.uri(), "GID_test@@@sender")) {
            List<CompletableFuture<?>> sent = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                sent.add(sender.publishAsync("paho:test/backlog", Integer.toString(i)));
            }
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        }
    }
}
