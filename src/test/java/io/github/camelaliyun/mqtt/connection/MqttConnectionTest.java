package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenCredentials;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the parts of a connection do to one another, against a scripted server in time that passes when the test says so. */
class MqttConnectionTest {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(500);
    private static final int MAX_SUBSCRIPTIONS = 30;

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedWire wire = new ScriptedWire();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final ConnectionThreads threads = new ConnectionThreads(
            wire,
            timer,
            tasks::add,
            tasks::add,
            timer::nanoTime,
            () -> Instant.EPOCH.plusNanos(timer.nanoTime()),
            new Random(1));
    /** Filters whose SUBSCRIBE the server does not answer. */
    private final Set<String> silent = new HashSet<>();

    /** Of MQTT, as CONNECT has it. */
    private int version = 4;

    private ScriptedLine line;
    private int seen;

    @Test
    void aRouteThatIsRefusedAgainAndAgainKeepsNoUnclaimedMessageFromBeingGivenUp() {
        MqttConnection connection = connection(true, tokensFor("test/#"), 1_000_000);
        start(connection, TestSubscriber.of("test/a"));
        connect(connection);
        advance(GRACE.multipliedBy(2));
        deliver(new Packet.Publish("test/nobody", new byte[1], 1, false, false, 7));
        String[] tooMany =
                IntStream.range(0, MAX_SUBSCRIPTIONS).mapToObj(i -> "test/" + i).toArray(String[]::new);
        for (int i = 0; i < 10; i++) {
            String[] filters = i % 2 == 0 ? new String[] {"other/x"} : tooMany;
            assertThatThrownBy(() -> connection.declare(TestSubscriber.of(filters)))
                    .isInstanceOf(IllegalArgumentException.class);
            advance(GRACE.dividedBy(2));
        }

        assertThat(line.sent(Packet.Puback.class))
                .extracting(Packet.Puback::packetId)
                .containsExactly(7);
    }

    @Test
    void anAnnouncedSubscriberThatIsRefusedWhenItIsDeclaredIsAnnouncedStill() {
        MqttConnection connection = connection(false, tokensFor("test/#"), 1_000_000);
        TestSubscriber announced = TestSubscriber.of("other/x");
        connection.announce(announced);
        assertThatThrownBy(() -> connection.declare(announced)).hasMessageContaining("token.resources");
        start(connection, TestSubscriber.of("test/a"));
        connect(connection);
        deliver(new Packet.Publish("other/x", new byte[1], 1, false, false, 7));
        advance(Duration.ofSeconds(1));

        assertThat(line.sent(Packet.Puback.class)).isEmpty();
        connection.remove(announced);
        advance(GRACE.plusSeconds(1));
        assertThat(line.sent(Packet.Puback.class))
                .extracting(Packet.Puback::packetId)
                .containsExactly(7);
    }

    @Test
    void subscriptionsThatAreNeverAnsweredLeaveIdentifiersForPublishes() throws Exception {
        MqttConnection connection = connection(true, null, 1_000_000);
        String[] filters =
                IntStream.range(0, MAX_SUBSCRIPTIONS).mapToObj(i -> "test/" + i).toArray(String[]::new);
        silent.addAll(List.of(filters));
        start(connection, TestSubscriber.of(filters));
        connect(connection);
        advance(Duration.ofHours(48));
        List<Throwable> outcomes = new ArrayList<>();
        connection.publish(new OutboundMessage("test/p", new byte[1], 1, false), false, outcomes::add);
        advance(Duration.ofSeconds(1));

        assertThat(outcomes).hasSize(1).containsOnlyNulls();
    }

    @Test
    void aSubscriptionThatIsNeverAnsweredDoesNotKeepReadingFromPausing() {
        MqttConnection connection = connection(false, null, 1_000);
        start(connection, TestSubscriber.of("test/a").concurrency(100));
        silent.add("test/b");
        start(connection, TestSubscriber.of("test/b"));
        connect(connection);
        advance(Duration.ofSeconds(5));
        assertThat(pausesWhenFilled(1)).as("as long as an answer is expected").isFalse();
        disconnectAndConnect(connection, true);
        advance(Duration.ofSeconds(30));

        assertThat(pausesWhenFilled(11)).isTrue();
    }

    /** CONNACK has no flag for it in MQTT 3.1, and Mosquitto sends none to such a client. */
    @Test
    void withMqtt31ASessionThatMayBePresentIsTakenForOne() throws Exception {
        version = 3;
        MqttConnection connection = connection(false, null, 1_000_000);
        TestSubscriber one = TestSubscriber.of("test/a", 2).succeeding();
        start(connection, one);
        connect(connection);
        deliver(new Packet.Publish("test/a", new byte[] {1}, 2, false, false, 7));
        List<Throwable> outcomes = new ArrayList<>();
        connection.publish(new OutboundMessage("test/p", new byte[1], 2, false), false, outcomes::add);
        run();
        int id = line.sent(Packet.Publish.class).get(0).packetId();
        deliver(new Packet.Pubrec(id));
        // Neither PUBREC nor PUBREL arrives.
        disconnectAndConnect(connection, false);
        deliver(new Packet.Publish("test/a", new byte[] {1}, 2, false, true, 7));

        assertThat(one.ids()).containsExactly(7);
        assertThat(line.sent(Packet.Pubrec.class)).containsExactly(new Packet.Pubrec(7));
        assertThat(line.sent(Packet.Pubrel.class)).containsExactly(new Packet.Pubrel(id));
        assertThat(outcomes).isEmpty();
        deliver(new Packet.Pubcomp(id));
        assertThat(outcomes).hasSize(1).containsOnlyNulls();
    }

    /** It may be gone, too. */
    @Test
    void withMqtt31WhatHasArrivedIsProcessedOnceWhetherTheBrokerHasForgottenItOrNot() {
        version = 3;
        MqttConnection connection = connection(false, null, 1_000_000);
        TestSubscriber one = TestSubscriber.of("test/a");
        start(connection, one);
        connect(connection);
        for (int id = 1; id <= 3; id++) {
            deliver(new Packet.Publish("test/a", new byte[] {(byte) id}, 1, false, false, id));
        }
        disconnectAndConnect(connection, false);
        deliver(new Packet.Publish("test/a", new byte[] {2}, 1, false, true, 2));
        for (int i = 0; i < 3; i++) {
            assertThat(one.begun).hasSize(i + 1);
            one.done(i, true);
            run();
        }

        assertThat(one.ids()).containsExactly(1, 2, 3);
        assertThat(line.sent(Packet.Puback.class))
                .extracting(Packet.Puback::packetId)
                .containsExactly(2);
    }

    private boolean pausesWhenFilled(int firstId) {
        for (int i = 0; i < 6; i++) {
            deliver(new Packet.Publish("test/a", new byte[60], 1, false, false, firstId + i));
        }
        return line.paused;
    }

    private MqttConnection connection(boolean cleanSession, CredentialProcessor credentials, long maxHeldBytes) {
        ConnectionOptions options = ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "GID_test@@@1")
                .cleanSession(cleanSession)
                .keepAlive(Duration.ZERO)
                .maxInflight(10)
                .mqttVersion(version)
                .maxSubscriptions(MAX_SUBSCRIPTIONS)
                .inbound(new InboundOptions(GRACE, null, 1_000_000, maxHeldBytes))
                .build();
        return TestConnections.of(options, credentials, threads, (connection, event) -> {});
    }

    private TokenAuthentication tokensFor(String resource) {
        return new TokenAuthentication(
                () -> new TokenCredentials("access-key", "post-cn-test"),
                request -> List.of(new Token(
                        request.type(), "token", threads.clock().instant().plus(Duration.ofDays(3)))),
                List.of(TokenType.RW),
                List.of(resource));
    }

    private void start(MqttConnection connection, TestSubscriber subscriber) {
        connection.declare(subscriber);
        connection.start(subscriber);
        run();
    }

    private void connect(MqttConnection connection) {
        connection.open();
        run();
        accept(false);
    }

    private void disconnectAndConnect(MqttConnection connection, boolean sessionPresent) {
        line.closeByServer();
        ScriptedLine lost = line;
        while (wire.latest() == lost) {
            advance(STEP);
        }
        accept(sessionPresent);
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    private void accept(boolean sessionPresent) {
        line = wire.latest();
        seen = 0;
        line.open();
        deliver(new Packet.Connack(sessionPresent, 0));
    }

    private void deliver(Packet packet) {
        line.deliver(packet);
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
            answer();
        } while (!tasks.isEmpty());
    }

    private void answer() {
        while (line != null && seen < line.sent.size()) {
            Packet packet = line.sent.get(seen++);
            if (packet instanceof Packet.Subscribe subscribe) {
                answer(subscribe);
            } else if (packet instanceof Packet.Publish publish && publish.qos() == 1) {
                line.deliver(new Packet.Puback(publish.packetId()));
            }
        }
    }

    private void answer(Packet.Subscribe subscribe) {
        List<Packet.Request> requests = subscribe.requests();
        if (requests.stream().map(Packet.Request::filter).noneMatch(silent::contains)) {
            byte[] codes = new byte[requests.size()];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = (byte) requests.get(i).qos();
            }
            line.deliver(new Packet.Suback(subscribe.packetId(), codes));
        }
    }
}
