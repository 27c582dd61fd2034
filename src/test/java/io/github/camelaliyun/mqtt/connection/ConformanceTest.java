package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Statements of MQTT 3.1.1 about which packet follows which; {@code docs/conformance.md} lists all of them. */
class ConformanceTest {

    private static final Duration STEP = Duration.ofMillis(500);
    /** Longer than an attempt to connect, and its pause. */
    private static final Duration LONG = Duration.ofSeconds(10);

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedWire wire = new ScriptedWire();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final MqttConnection connection = TestConnections.of(
            ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "GID_test@@@1")
                    .cleanSession(false)
                    .maxInflight(10)
                    .maxSubscriptions(30)
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
            (any, event) -> {});

    // 3.1, 3.2

    @Test
    void connectIsTheFirstPacketAndComesOnce() throws Exception {
        TestSubscriber subscriber = TestSubscriber.of("test/a");
        connection.declare(subscriber);
        connection.start(subscriber);
        connection.open();
        run();
        publish(1);
        ScriptedLine line = wire.latest();
        line.open();
        publish(1);
        advance(Duration.ofSeconds(1));
        assertThat(line.sent).hasSize(1).hasOnlyElementsOfType(Packet.Connect.class);

        accept(line);
        publish(1);
        advance(LONG);
        assertThat(line.sent(Packet.Connect.class)).hasSize(1);
        assertThat(line.sent(Packet.Publish.class)).hasSize(3);
        assertThat(line.sent(Packet.Subscribe.class)).hasSize(1);
    }

    @Test
    void whatComesBeforeConnackEndsTheLink() {
        connection.open();
        run();
        ScriptedLine line = wire.latest();
        line.open();
        line.deliver(Packet.PINGRESP);
        run();

        assertThat(line.cut).isInstanceOf(ProtocolViolationException.class).hasMessageContaining("3.2.0-1");
    }

    @Test
    void aSecondConnackEndsTheLink() {
        ScriptedLine line = connect();
        line.deliver(new Packet.Connack(false, 0));
        run();

        assertThat(line.cut)
                .isInstanceOf(ProtocolViolationException.class)
                .hasMessage("CONNACK, which no server sends after CONNACK");
        assertThat(connection.state()).isNotEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void theClientIdIsTheSameOnEachLink() {
        ScriptedLine first = connect();
        first.closeByServer();
        advance(LONG);
        wire.latest().open();

        assertThat(wire.lines).hasSizeGreaterThan(1);
        assertThat(List.of(first, wire.latest()))
                .flatExtracting(line -> line.sent(Packet.Connect.class))
                .extracting(Packet.Connect::clientId, Packet.Connect::cleanSession)
                .containsOnly(tuple("GID_test@@@1", false));
    }

    /** A server that says so breaks 3.2.2-1; whatever it has, nothing of it is here. */
    @Test
    void aSessionThatACleanOneCannotHaveIsTakenForNone() {
        InboundRig rig = InboundRig.clean();
        TestSubscriber subscriber = rig.start(TestSubscriber.of("test/a", 2).succeeding());
        rig.connect(true);
        rig.publish("test/a", 2, 5);
        rig.reconnect(true);
        rig.publishAgain("test/a", 2, 5);

        assertThat(rig.line.cut).isNull();
        assertThat(subscriber.ids()).containsExactly(5, 5);
    }

    // 3.14

    @Test
    void disconnectIsTheLastPacketAndTheLinkEndsThoughTheServerDoesNotClose() throws Exception {
        ScriptedLine line = connect();
        publish(1);
        connection.rest();
        run();
        publish(1);
        run();
        assertThat(line.sent).endsWith(Packet.DISCONNECT);
        assertThat(line.sent(Packet.Disconnect.class)).hasSize(1);
        assertThat(line.finished).isTrue();

        advance(Duration.ofSeconds(3));
        assertThat(line.sent).endsWith(Packet.DISCONNECT);
        assertThat(line.cut).isNotNull();
    }

    // 4.3

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void eachQosIsAnsweredUnderTheIdentifierOfItsPublish(int qos) {
        InboundRig rig = InboundRig.persistent();
        rig.start(TestSubscriber.of("test/a", 2).succeeding());
        rig.connect(false);
        rig.publish("test/a", qos, qos == 0 ? 0 : 300);
        if (qos == 2) {
            rig.deliver(new Packet.Pubrel(300));
        }

        assertThat(rig.acknowledged())
                .containsExactlyElementsOf(
                        List.of(List.<String>of(), List.of("PUBACK 300"), List.of("PUBREC 300", "PUBCOMP 300"))
                                .get(qos));
    }

    @Test
    void qos0NeverSaysDup() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet first = rig.linkUp();
        rig.publish("a", 0);
        first.transmissions.get(0).onUnsent();
        rig.lost(first);
        FakeOutlet second = rig.linkUp();

        assertThat(List.of(first.publish(0), second.publish(0)))
                .extracting(Packet.Publish::qos, Packet.Publish::duplicate, Packet.Publish::packetId)
                .containsOnly(tuple(0, false, 0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterPubackTheSameIdentifierIsANewMessageWhateverDupSays(boolean anotherLink) {
        InboundRig rig = InboundRig.persistent();
        TestSubscriber subscriber = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.connect(false);
        rig.publish("test/a", 1, 5);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 5");
        if (anotherLink) {
            rig.reconnect(true);
        }
        rig.publishAgain("test/a", 1, 5);

        assertThat(subscriber.ids()).containsExactly(5, 5);
        assertThat(rig.acknowledged()).hasSize(anotherLink ? 1 : 2);
    }

    @Test
    void afterPubrelWasSentThePublishIsNotSentAgain() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet first = rig.linkUp();
        rig.publish("a", 2);
        int id = first.id("a");
        rig.answer(new Packet.Pubrec(id));
        assertThat(first.sent).endsWith(new Packet.Pubrel(id));
        rig.lost(first);
        FakeOutlet second = rig.linkUp();
        rig.lost(second);

        assertThat(second.sent).containsExactly(new Packet.Pubrel(id));
        assertThat(rig.linkUp().sent).containsExactly(new Packet.Pubrel(id));
    }

    // 4.6

    /** As the exchanges end: the way out of the order is that of concurrent consumers. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void acknowledgementsGoInTheOrderInWhichExchangesEnd(int qos) {
        InboundRig rig = InboundRig.persistent();
        TestSubscriber subscriber = rig.start(TestSubscriber.of("test/a", 2).concurrency(2));
        rig.connect(false);
        rig.publish("test/a", qos, 1);
        rig.publish("test/a", qos, 2);
        rig.done(subscriber, 1, true);
        rig.done(subscriber, 0, true);

        String kind = qos == 1 ? "PUBACK " : "PUBREC ";
        assertThat(rig.acknowledged()).containsExactly(kind + 2, kind + 1);
    }

    /** With one exchange at a time, the default, the order is that of the statement. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void oneExchangeAtATimeAcknowledgesInTheOrderOfArrival(int qos) {
        InboundRig rig = InboundRig.persistent();
        TestSubscriber subscriber = rig.start(TestSubscriber.of("test/a", 2));
        rig.connect(false);
        List<String> expected = new ArrayList<>();
        for (int id = 1; id <= 5; id++) {
            rig.publish("test/a", qos, id);
            expected.add((qos == 1 ? "PUBACK " : "PUBREC ") + id);
        }
        for (int i = 0; i < 5; i++) {
            rig.done(subscriber, i, true);
        }

        assertThat(rig.acknowledged()).isEqualTo(expected);
    }

    @Test
    void pubrelsGoInTheOrderOfThePubrecs() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        List.of("a", "b", "c").forEach(topic -> rig.publish(topic, 2));
        List<Packet> expected = new ArrayList<>();
        for (String topic : List.of("b", "c", "a")) {
            rig.answer(new Packet.Pubrec(link.id(topic)));
            expected.add(new Packet.Pubrel(link.id(topic)));
        }

        assertThat(link.sent).endsWith(expected.toArray(Packet[]::new));
    }

    private ScriptedLine connect() {
        connection.open();
        run();
        ScriptedLine line = wire.latest();
        line.open();
        accept(line);
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
        return line;
    }

    private void accept(ScriptedLine line) {
        line.deliver(new Packet.Connack(false, 0));
        run();
    }

    private void publish(int qos) throws Exception {
        connection.publish(new OutboundMessage("test/p", new byte[1], qos, false), false, failure -> {});
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
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
