package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is not sent: what MQTT 3.1.1 has no room for, or forbids. */
class OutboundRefusalsTest extends OutboundRig {

    @Test
    void whatHasJustRoomIsSent() {
        byte[] none = new byte[0];
        assertThat(PacketBytes.encode(new Packet.Publish(LONGEST, none, 0, false, false, 0)))
                .hasSize(1 + 3 + 65_537);
        assertThat(PacketBytes.encode(new Packet.Publish("消".repeat(21_845), none, 0, false, false, 0)))
                .hasSize(1 + 3 + 65_537);
        Packet.Publish will = new Packet.Publish(LONGEST, new byte[65_535], 0, false, false, 0);
        assertThat(PacketBytes.encode(connect(4, LONGEST, true, 65_535, LONGEST, LONGEST, will)))
                .hasSize(1 + 3 + 10 + 5 * 65_537);
        assertThat(PacketBytes.encode(connect(3, "a".repeat(23), true, 1, null, null, null)))
                .hasSize(2 + 12 + 25);
        assertThat(Outbound.size(large(57_340))).isEqualTo(1 + 4 + 268_435_455);
    }

    @ParameterizedTest
    @MethodSource("withoutRoom")
    void whatMqttHasNoRoomForIsRefused(Packet packet) {
        assertThatThrownBy(() -> Outbound.size(packet))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MQTT carries up to");
    }

    static List<Packet> withoutRoom() {
        byte[] none = new byte[0];
        String longer = LONGEST + "a";
        return List.of(
                new Packet.Publish(longer, none, 0, false, false, 0),
                new Packet.Publish("消".repeat(21_846), none, 0, false, false, 0),
                new Packet.Publish("ü".repeat(32_768), none, 0, false, false, 0),
                new Packet.Publish("\ud83d\ude00".repeat(16_384), none, 0, false, false, 0),
                new Packet.Subscribe(1, List.of(new Packet.Request(longer, 1))),
                new Packet.Subscribe(1, List.of(new Packet.Request("a", 1), new Packet.Request(longer, 1))),
                new Packet.Unsubscribe(1, List.of("a", longer)),
                large(57_341),
                connect(4, longer, true, 60, null, null, null),
                connect(4, "c", true, 60, longer, null, null),
                connect(4, "c", true, 60, "u", longer, null),
                connect(4, "c", true, 65_536, null, null, null),
                connect(4, "c", true, -1, null, null, null),
                connect(4, "c", true, 60, null, null, new Packet.Publish(longer, none, 0, false, false, 0)),
                connect(4, "c", true, 60, null, null, new Packet.Publish("w", new byte[65_536], 0, false, false, 0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\0", "a\0b", "\ud83d", "\ude00", "\ud83da", "a\ud83d", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
    void aTextThatMqttDoesNotHaveIsRefusedEverywhere(String text) {
        byte[] none = new byte[0];
        for (Packet packet : List.of(
                new Packet.Publish(text, none, 0, false, false, 0),
                new Packet.Subscribe(1, List.of(new Packet.Request(text, 1))),
                new Packet.Unsubscribe(1, List.of(text)),
                connect(4, text, true, 60, null, null, null),
                connect(3, text, true, 60, null, null, null),
                connect(4, "c", true, 60, text, null, null),
                connect(4, "c", true, 60, null, null, new Packet.Publish(text, none, 0, false, false, 0)))) {
            assertRefused(packet, "(MQTT 3.1.1, 1.5.3-");
        }
    }

    /** A password is binary data (MQTT 3.1.1, 3.1.3.5), but one that UTF-8 cannot say would arrive as another. */
    @Test
    void aPasswordMayHaveU0000ButNoHalfOfAPair() {
        assertBytes(
                connect(4, "c", true, 60, "u", "\0", null),
                "1013" + "00044d515454" + "04" + "c2" + "003c" + "000163" + "000175" + "000100");
        assertRefused(connect(4, "c", true, 60, "u", "secret\ud83d", null), "UTF-8");
        assertThatThrownBy(() -> Outbound.size(connect(4, "c", true, 60, "u", "secret\ud83d", null)))
                .hasMessageNotContaining("secret");
    }

    @Test
    void dupAtQos0IsRefused() {
        assertRefused(new Packet.Publish(TOPIC, new byte[0], 0, false, true, 0), "DUP");
        assertThat(Outbound.size(new Packet.Publish(TOPIC, new byte[0], 1, false, true, 5)))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "#", "a/+/b", "a/#", "a+"})
    void aTopicNameWithAWildcardIsRefused(String topic) {
        assertRefused(new Packet.Publish(topic, new byte[0], 0, false, false, 0), "wildcard");
        assertRefused(
                connect(4, "c", true, 60, null, null, new Packet.Publish(topic, new byte[0], 0, false, false, 0)),
                "wildcard");
    }

    @Test
    void anEmptyTopicIsRefused() {
        assertRefused(new Packet.Publish("", new byte[0], 0, false, false, 0), "an empty topic");
        assertRefused(new Packet.Subscribe(1, List.of(new Packet.Request("", 1))), "an empty topic");
        assertRefused(new Packet.Unsubscribe(1, List.of("a", "")), "an empty topic");
        assertRefused(
                connect(4, "c", true, 60, null, null, new Packet.Publish("", new byte[0], 0, false, false, 0)),
                "an empty topic");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void whatIsNoPacketIdentifierIsRefused(int id) {
        for (Packet packet : List.of(
                new Packet.Publish("t", new byte[0], 1, false, false, id),
                new Packet.Publish("t", new byte[0], 2, false, false, id),
                new Packet.Puback(id),
                new Packet.Pubrec(id),
                new Packet.Pubrel(id),
                new Packet.Pubcomp(id),
                new Packet.Subscribe(id, List.of(new Packet.Request("a", 1))),
                new Packet.Unsubscribe(id, List.of("a")))) {
            assertRefused(packet, "no packet identifier: " + id);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 128})
    void aQosThatMqttDoesNotHaveIsRefused(int qos) {
        assertRefused(new Packet.Publish("t", new byte[0], qos, false, false, 1), "QoS " + qos);
        assertRefused(new Packet.Subscribe(1, List.of(new Packet.Request("a", qos))), "QoS " + qos);
        assertRefused(
                connect(4, "c", true, 60, null, null, new Packet.Publish("t", new byte[0], qos, false, false, 0)),
                "QoS " + qos);
    }

    @Test
    void aConnectThatBreaksARuleIsRefused() {
        assertRefused(connect(4, "c", true, 60, null, "p", null), "a password without a user name");
        assertRefused(connect(5, "c", true, 60, null, null, null), "no protocol level of MQTT 3.1.1 or 3.1: 5");
        assertRefused(connect(0, "c", true, 60, null, null, null), "no protocol level");
        assertRefused(connect(3, "", true, 60, null, null, null), "not of 0");
        assertRefused(connect(3, "a".repeat(24), true, 60, null, null, null), "not of 24");
    }

    @Test
    void aSubscribeOrUnsubscribeOfNothingIsRefused() {
        assertRefused(new Packet.Subscribe(1, List.of()), "SUBSCRIBE without a topic filter (MQTT 3.1.1, 3.8.3-3)");
        assertRefused(
                new Packet.Unsubscribe(1, List.of()), "UNSUBSCRIBE without a topic filter (MQTT 3.1.1, 3.10.3-2)");
    }

    @Test
    void whatOnlyAServerSendsIsRefused() {
        for (Packet packet : Arrays.asList(
                new Packet.Connack(false, 0),
                new Packet.Suback(1, new byte[1]),
                new Packet.Unsuback(1),
                Packet.PINGRESP,
                new Packet.Oversized("t", 1, 0, false, false, 0))) {
            assertRefused(packet, "no client sends");
            assertThatThrownBy(() -> Outbound.message(packet)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
