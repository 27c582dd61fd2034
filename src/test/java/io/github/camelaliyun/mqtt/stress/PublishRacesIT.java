package io.github.camelaliyun.mqtt.stress;

import io.github.camelaliyun.mqtt.connection.ConnectionCounts;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.MqttConnectionException;
import io.github.camelaliyun.mqtt.connection.OutboundMessage;
import io.github.camelaliyun.mqtt.connection.TestConnections;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import static org.assertj.core.api.Assertions.assertThat;

/** The ways of a message out: between publishers, the line's thread, the timer and the end. */
class PublishRacesIT {

    private static final int PUBLISHERS = 2;
    private static final int MESSAGES = 6;
    private static final int ALL = PUBLISHERS * MESSAGES;
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** What became of the publishes of a round. */
    private static final class Outcomes {
        private final Map<Integer, AtomicInteger> told = new ConcurrentHashMap<>();
        private final AtomicReferenceArray<Exception> failures = new AtomicReferenceArray<>(ALL + 1);
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger all = new AtomicInteger();

        void publish(MqttConnection connection, int number, int qos) throws Exception {
            OutboundMessage message = new OutboundMessage(Rig.TOPIC, RacingServer.bytes(number), qos, false);
            try {
                connection.publish(message, false, failure -> tell(number, failure));
            } catch (MqttConnectionException e) {
                refused.incrementAndGet();
                tell(number, e);
            }
        }

        private void tell(int number, Exception failure) {
            told.computeIfAbsent(number, none -> new AtomicInteger()).incrementAndGet();
            failures.set(number, failure);
            all.incrementAndGet();
        }

        void requireEachOnce(int count) {
            assertThat(all.get()).isEqualTo(count);
            assertThat(told.values()).hasSize(count).allMatch(times -> times.get() == 1);
        }

        List<Exception> failures() {
            List<Exception> some = new ArrayList<>();
            for (int i = 0; i < failures.length(); i++) {
                if (failures.get(i) != null) {
                    some.add(failures.get(i));
                }
            }
            return some;
        }
    }

    private static Rounds.Round publisher(MqttConnection connection, Outcomes outcomes, int first, int[] qos) {
        return own -> {
            for (int i = first; i < first + MESSAGES; i++) {
                outcomes.publish(connection, i, qos[i]);
                Rounds.spin(own);
            }
        };
    }

    private static int[] qualities(Random random) {
        return random.ints(ALL, 0, 3).toArray();
    }

    @Test
    void everyPublishIsAcknowledgedAndToldOnceInOrder() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> acknowledged(rounds, random));
        }
    }

    private static void acknowledged(Rounds rounds, Random random) {
        Rig rig = new Rig(rounds, random);
        rig.server.tellsAtOnce = random.nextBoolean();
        MqttConnection connection = rig.connected(1 + random.nextInt(4));
        Outcomes outcomes = new Outcomes();
        // Nothing is answered at QoS 0, so nothing else has an outcome taken up.
        int[] qos = random.nextInt(3) == 0 ? new int[ALL] : qualities(random);
        rounds.race(random, publisher(connection, outcomes, 0, qos), publisher(connection, outcomes, MESSAGES, qos));

        Rounds.await(
                () -> outcomes.all.get() >= ALL,
                () -> "an outcome is not told: " + outcomes.told + connection.status() + rig.server);
        outcomes.requireEachOnce(ALL);
        assertThat(outcomes.failures()).isEmpty();
        List<Integer> published = rig.server.published();
        assertThat(published).hasSize(ALL);
        for (int first = 0; first < ALL; first += MESSAGES) {
            int from = first;
            assertThat(published.stream()
                            .filter(i -> i >= from && i < from + MESSAGES)
                            .toList())
                    .isSorted();
        }
        requireBalanced(connection);
        rig.close(connection);
    }

    private static void requireBalanced(MqttConnection connection) {
        assertThat(connection.status().inFlight()).isZero();
        ConnectionCounts counts = connection.status().counts();
        assertThat(counts.published())
                .isEqualTo(counts.acknowledged() + counts.failed())
                .isEqualTo(ALL);
    }

    @Test
    void everyPublishIsToldOnceWhileLinksEndAndTheConnectionCloses() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> linksEnd(rounds, random));
        }
    }

    private static void linksEnd(Rounds rounds, Random random) throws Exception {
        Rig rig = new Rig(rounds, random);
        rig.server.tellsAtOnce = random.nextBoolean();
        MqttConnection connection = rig.connected(1 + random.nextInt(4));
        Outcomes outcomes = new Outcomes();
        int[] qos = qualities(random);
        boolean closes = random.nextInt(3) == 0;
        CountDownLatch ended = rounds.start(
                random,
                publisher(connection, outcomes, 0, qos),
                publisher(connection, outcomes, MESSAGES, qos),
                own -> {
                    RacingLine line = rig.server.present();
                    if (line != null) {
                        line.closeByServer();
                    }
                    Rounds.spin(own);
                    rig.timer.jump(RETRY);
                    Rounds.spin(own);
                    if (closes) {
                        TestConnections.close(connection);
                    }
                });

        rig.awaitInTime(
                connection,
                () -> outcomes.all.get() >= ALL && ended.getCount() == 0,
                "an outcome is not told: " + outcomes.told);
        ended.await();
        outcomes.requireEachOnce(ALL);
        if (!closes) {
            for (int i = 0; i < ALL; i++) {
                if (qos[i] > 0) {
                    assertThat(outcomes.failures.get(i)).isNull();
                }
            }
        }
        requireBalanced(connection);
        rig.close(connection);
    }

    @Test
    void whoWaitsForAPlaceHearsOfItOrOfTheEnd() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> waiting(rounds, random));
        }
    }

    private static void waiting(Rounds rounds, Random random) throws Exception {
        Rig rig = new Rig(rounds, random);
        MqttConnection connection = rig.connection(1, null);
        Outcomes outcomes = new Outcomes();
        outcomes.publish(connection, ALL, 1);
        int end = random.nextInt(3);
        CountDownLatch ended = rounds.start(
                random, own -> outcomes.publish(connection, 0, 1), own -> outcomes.publish(connection, 1, 1), own -> {
                    switch (end) {
                        case 0 -> TestConnections.close(connection);
                        case 1 -> TestConnections.open(connection);
                        default -> rig.timer.jump(Rig.PUBLISH_TIMEOUT);
                    }
                });
        if (end == 2) {
            // One has taken the place, and now waits for a connection.
            Rounds.await(() -> outcomes.all.get() >= 1, () -> "what is late is not told" + connection.status());
            TestConnections.open(connection);
        }
        if (!ended.await(8, TimeUnit.SECONDS)) {
            throw new AssertionError("a publisher waits for a place, and there is one: " + connection.status());
        }
        Rounds.await(() -> outcomes.all.get() >= 3, () -> "an outcome is not told: " + connection.status());
        outcomes.requireEachOnce(3);
        assertThat(outcomes.refused.get()).isLessThanOrEqualTo(end == 1 ? 0 : 2);
        assertThat(connection.status().inFlight()).isZero();
        assertThat(Collections.max(outcomes.told.keySet())).isEqualTo(ALL);
        rig.close(connection);
    }
}
