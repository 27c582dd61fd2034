package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker that sends everything that waits for a client at once, as Mosquitto 2.0.11 does: reading waits a moment for
 * the routes, and what they do not get through then is left with it and fetched by connecting again.
 */
@RequiresMosquitto
class LargeBacklogIT {

    private static final int MESSAGES = 20_000;
    /** Each acknowledgement lets Mosquitto send a window more, so after so many it has sent all. */
    private static final int ACKNOWLEDGED = 200;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CLIENT_ID = "GID_test@@@backlog";

    /** What is acknowledged must reach the broker before it is asked again: or it sends that again too. */
    @Test
    void isFetchedInPartsByASlowRouteAndEachMessageArrivesOnce() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (LogCapture log = new LogCapture()) {
            AtomicIntegerArray copies = consumeBacklog(e -> never.await(3, TimeUnit.SECONDS));

            assertThat(log.lines()).anyMatch(line -> line.contains("connecting again to fetch"));
            assertThat(moreThanOnce(copies)).isZero();
        }
    }

    @Test
    void isTakenOnOneConnectionByARouteThatKeepsUp() throws Exception {
        try (LogCapture log = new LogCapture()) {
            AtomicIntegerArray copies = consumeBacklog(e -> {});

            assertThat(log.lines()).noneMatch(line -> line.contains("connecting again to fetch"));
            assertThat(moreThanOnce(copies)).isZero();
        }
    }

    private static AtomicIntegerArray consumeBacklog(Processor then) throws Exception {
        AtomicIntegerArray copies = new AtomicIntegerArray(MESSAGES);
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous().withMaxInflight(1_000))) {
            try (Estate session = persistent(broker)) {
                session.consume("in", "paho:test/backlog", e -> {});
                session.publish("paho:test/backlog", "subscribed by now");
            }
            fill(broker);
            try (Estate estate = persistent(broker)) {
                estate.consume("in", "paho:test/backlog", e -> {
                    int number = Integer.parseInt(e.getIn().getBody(String.class));
                    if (copies.incrementAndGet(number) == 1 && number == ACKNOWLEDGED) {
                        then.process(e);
                    }
                });
                await().atMost(LIMIT).until(() -> IntStream.range(0, MESSAGES).allMatch(i -> copies.get(i) > 0));
            }
        }
        return copies;
    }

    private static long moreThanOnce(AtomicIntegerArray copies) {
        return IntStream.range(0, MESSAGES).filter(i -> copies.get(i) > 1).count();
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
