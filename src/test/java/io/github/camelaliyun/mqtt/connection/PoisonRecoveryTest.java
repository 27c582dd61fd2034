package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A route publishes for some seconds what the server closes the connection for, then it is corrected; another one publishes
 * all the time. In virtual time, with a server that is there at once.
 */
class PoisonRecoveryTest {

    private static final Duration STEP = Duration.ofMillis(20);
    private static final Duration BAD_FROM = Duration.ofSeconds(2);
    private static final Duration BAD_UNTIL = Duration.ofSeconds(9);
    private static final String GOOD = "test/good";

    /** A publish, and what became of it. */
    private static final class Sent {
        final boolean poison;
        final long at;
        long ended = -1;
        Exception failure;

        Sent(boolean poison, long at) {
            this.poison = poison;
            this.at = at;
        }

        Duration took() {
            return Duration.ofNanos(ended - at);
        }
    }

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedWire wire = new ScriptedWire();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<ConnectionEvent> events = new ArrayList<>();
    private final List<Sent> all = new ArrayList<>();
    private ScriptedLine line;
    private int seen;
    private int closes;

    /** To one topic, to many of one parent topic, many in a second, and to one whose parent topic others use. */
    @ParameterizedTest
    @CsvSource({"1000, wrong/x", "1000, wrong/", "200, wrong/x", "1000, test/wrong"})
    void theOthersGoOnAndNoneOfThemFails(long interval, String topic) throws Exception {
        MqttConnection connection = connection();
        for (long now = 0; now < BAD_UNTIL.toMillis() + 10_000; now += interval) {
            if (now % 1_000 == 0) {
                publish(connection, GOOD, 1, false);
            }
            if (now >= BAD_FROM.toMillis() && now < BAD_UNTIL.toMillis()) {
                publish(connection, topic.endsWith("/") ? topic + now : topic, 1, true);
            }
            advance(Duration.ofMillis(interval));
        }
        advance(Duration.ofSeconds(40));

        assertThat(all).filteredOn(sent -> !sent.poison).allSatisfy(good -> {
            assertThat(good.failure).isNull();
            assertThat(good.took()).isLessThan(Duration.ofSeconds(4));
        });
        assertThat(all)
                .filteredOn(sent -> sent.poison)
                .allSatisfy(bad ->
                        assertThat(bad.failure).hasMessageContaining("sent alone: check that its parent topic exists"));
    }

    @Test
    void oneASecondIsDoneWithSecondsAfterTheCorrection() throws Exception {
        MqttConnection connection = connection();
        for (int second = 0; second < 7; second++) {
            publish(connection, "wrong/x", 1, true);
            advance(Duration.ofSeconds(1));
        }
        advance(Duration.ofSeconds(4));

        assertThat(all).allSatisfy(bad -> assertThat(bad.failure).isNotNull());
        advance(Duration.ofSeconds(2));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
        // Two that nothing was known of, and one for each.
        assertThat(closes).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({"1, 'publish to wrong/x (QoS 1, 1 bytes)'", "0, publish to wrong/x (QoS 0)"})
    void thePublishAfterWhichTheServerClosedIsNamedAtOnce(int qos, String words) throws Exception {
        MqttConnection connection = connection();
        publish(connection, GOOD, 1, false);
        publish(connection, "wrong/x", qos, true);
        advance(Duration.ofSeconds(2));
        if (qos == 0) {
            publish(connection, "wrong/x", qos, true);
        }

        assertThat(events)
                .filteredOn(Lost.class::isInstance)
                .first()
                .satisfies(lost -> assertThat(((Lost) lost).reason())
                        .isEqualTo("the server closed the connection without a word, right after the " + words
                                + ": if that happens again, check that its parent topic exists and that this client may publish"
                                + " to it"));
        assertThat(events)
                .filteredOn(TakenOver.class::isInstance)
                .first()
                .satisfies(taken -> assertThat(((TakenOver) taken).reason("c"))
                        .contains("again each time, now right after the " + words
                                + ": it may close for that one, or possibly another client uses clientId c"));
    }

    @Test
    void aCloseWithoutAPublishBeforeItNamesNone() throws Exception {
        MqttConnection connection = connection();
        publish(connection, GOOD, 0, false);
        advance(Duration.ofSeconds(6));
        line.closeByServer();
        advance(Duration.ofSeconds(1));

        assertThat(events)
                .filteredOn(Lost.class::isInstance)
                .singleElement()
                .satisfies(lost -> assertThat(((Lost) lost).reason())
                        .isEqualTo("the server closed the connection without a word"));
    }

    private MqttConnection connection() {
        MqttConnection connection = TestConnections.of(
                ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "GID_test@@@1")
                        .maxInflight(100)
                        .maxSubscriptions(30)
                        .cleanSession(false)
                        .build(),
                null,
                new ConnectionThreads(
                        wire,
                        timer,
                        tasks::add,
                        tasks::add,
                        timer::nanoTime,
                        () -> Instant.EPOCH.plusNanos(timer.nanoTime()),
                        new Random(1)),
                (ignored, event) -> events.add(event));
        TestConnections.open(connection);
        advance(Duration.ofSeconds(1));
        return connection;
    }

    private void publish(MqttConnection connection, String topic, int qos, boolean poison) throws Exception {
        Sent sent = new Sent(poison, timer.nanoTime());
        all.add(sent);
        connection.publish(new OutboundMessage(topic, new byte[1], qos, false), false, failure -> {
            sent.ended = timer.nanoTime();
            sent.failure = failure;
        });
        run();
    }

    private void advance(Duration time) {
        long until = timer.nanoTime() + time.toNanos();
        while (timer.nanoTime() < until) {
            timer.advance(STEP);
            run();
        }
    }

    private void run() {
        do {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            serve();
        } while (!tasks.isEmpty());
    }

    private void serve() {
        if (wire.lines.isEmpty()) {
            return;
        }
        if (line != wire.latest()) {
            line = wire.latest();
            seen = 0;
            line.open();
            line.deliver(new Packet.Connack(true, 0));
        }
        while (seen < line.sent.size()) {
            Packet packet = line.sent.get(seen++);
            if (packet instanceof Packet.Publish publish && !publish.topic().equals(GOOD)) {
                closes++;
                seen = Integer.MAX_VALUE;
                line.closeByServer();
            } else if (packet instanceof Packet.Publish publish && publish.qos() == 1) {
                line.deliver(new Packet.Puback(publish.packetId()));
            } else if (packet == Packet.PINGREQ) {
                line.deliver(Packet.PINGRESP);
            }
        }
    }
}
