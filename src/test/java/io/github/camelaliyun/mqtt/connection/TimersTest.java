package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What is due on the timer keeps a connection's objects: it is called off with what it was for. */
class TimersTest {

    /** The keep alive, and the look at what can be noticed by looking. */
    private static final int OF_A_CONNECTION = 2;

    private final ConnectRig rig = new ConnectRig();
    private final MqttConnection connection = rig.connection(List.of("tcp://127.0.0.1:1"), "GID_test@@@1", 4);

    @Test
    void aConnectionThatIsUpHasTwoAfterTheGraceOfItsBeginning() {
        connect();
        assertThat(rig.timer.due()).isEqualTo(OF_A_CONNECTION + 1);
        endGrace();

        assertThat(rig.timer.due()).isEqualTo(OF_A_CONNECTION);
    }

    @Test
    void oneThatConnectsAgainAndAgainHasNoMore() {
        for (int i = 0; i < 100; i++) {
            connect();
            rig.wire.latest().closeByServer();
            rig.timer.advance(Duration.ofMinutes(1));
        }
        rig.wire.latest().open();
        rig.wire.latest().deliver(new Packet.Connack(false, 0));

        assertThat(rig.wire.lines).hasSizeGreaterThan(100);
        assertThat(rig.timer.due()).isEqualTo(OF_A_CONNECTION);
    }

    @Test
    void oneThatIsClosedHasNone() {
        connect();
        endGrace();
        TestConnections.close(connection);
        rig.wire.latest().closeByServer();

        assertThat(rig.timer.due()).isZero();
    }

    @Test
    void anAnsweredSubscribeHasNone() {
        TestSubscriber subscriber = TestSubscriber.of("test/+");
        connection.declare(subscriber);
        connection.start(subscriber);
        connect();
        Packet.Subscribe subscribe = rig.wire.latest().sent.stream()
                .filter(Packet.Subscribe.class::isInstance)
                .map(Packet.Subscribe.class::cast)
                .findFirst()
                .orElseThrow();
        long before = rig.timer.due();
        rig.wire.latest().deliver(new Packet.Suback(subscribe.packetId(), new byte[] {1}));

        assertThat(rig.timer.due()).isEqualTo(before - 1);
    }

    /** After which what came for nobody is given up. */
    private void endGrace() {
        rig.timer.advance(InboundOptions.defaults(false).unclaimedGrace());
    }

    private void connect() {
        connection.open();
        rig.wire.latest().open();
        rig.wire.latest().deliver(new Packet.Connack(false, 0));
    }
}
