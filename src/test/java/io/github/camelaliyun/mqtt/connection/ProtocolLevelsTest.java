package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Which protocol levels a connection tries: with {@code mqttVersion=0} MQTT 3.1.1 and, where its rules allow, MQTT 3.1. */
class ProtocolLevelsTest {

    private static final int UNACCEPTABLE_LEVEL = 1;

    private final ConnectRig rig = new ConnectRig();
    private final ScriptedWire wire = rig.wire;

    @ParameterizedTest
    @ValueSource(strings = {"a", "abcdefghijklmnopqrstuvw", "ééééééééééééééééééééééé"})
    void aServerThatDoesNotSpeak311IsAskedFor31(String clientId) {
        open(clientId, 0);
        refuse();

        assertThat(wire.lines).hasSize(2);
        assertThat(level()).isEqualTo(3);
    }

    /** MQTT 3.1, 3.1: between 1 and 23 characters. */
    @ParameterizedTest
    @ValueSource(strings = {"", "abcdefghijklmnopqrstuvwx"})
    void aClientIdThatMqtt31DoesNotHaveIsTriedWith311Alone(String clientId) {
        open(clientId, 0);
        assertThat(level()).isEqualTo(4);
        refuse();

        assertThat(wire.lines).hasSize(1);
    }

    @Test
    void aLevelThatIsAskedForIsTheOnlyOne() {
        open("a", 3);
        assertThat(level()).isEqualTo(3);
        refuse();

        assertThat(wire.lines).hasSize(1);
    }

    private int level() {
        ScriptedLine line = wire.latest();
        line.open();
        return line.sent(Packet.Connect.class).get(0).level();
    }

    private void refuse() {
        ScriptedLine line = wire.latest();
        if (line.sent(Packet.Connect.class).isEmpty()) {
            line.open();
        }
        line.deliver(new Packet.Connack(false, UNACCEPTABLE_LEVEL));
    }

    private void open(String clientId, int mqttVersion) {
        rig.connection(List.of("tcp://127.0.0.1:1"), clientId, mqttVersion).open();
    }
}
