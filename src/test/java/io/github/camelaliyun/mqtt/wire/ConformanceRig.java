package io.github.camelaliyun.mqtt.wire;

import io.github.camelaliyun.mqtt.wire.Packet.Connect;
import io.github.camelaliyun.mqtt.wire.Packet.Publish;
import io.github.camelaliyun.mqtt.wire.Packet.Request;
import io.github.camelaliyun.mqtt.wire.Packet.Subscribe;
import io.github.camelaliyun.mqtt.wire.Packet.Unsubscribe;

import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Packets, and the bytes that have to be theirs, or have to end a line. */
abstract class ConformanceRig {

    static final int LIMIT = 1_000;
    static final byte[] NOTHING = new byte[0];

    /** A packet for each place that a text has. */
    static List<Packet> everywhere(String text) {
        return List.of(
                new Publish(text, NOTHING, 0, false, false, 0),
                new Connect(4, text, true, 0, null, null, null),
                new Connect(4, "c", true, 0, text, null, null),
                connect(null, null, new Publish(text, NOTHING, 0, false, false, 0)),
                new Subscribe(1, List.of(new Request("a", 0), new Request(text, 0))),
                new Unsubscribe(1, List.of("a", text)));
    }

    static Connect connect(String username, String password, Publish will) {
        return new Connect(4, "c", true, 90, username, password, will);
    }

    static void assertNotSent(Packet packet, String why) {
        assertThatThrownBy(() -> PacketBytes.encode(packet))
                .as(packet.getClass().getSimpleName())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    static String hex(Packet packet) {
        return HexFormat.of().formatHex(PacketBytes.encode(packet));
    }

    static String publish(String topic) {
        int length = topic.length() / 2;
        return "30" + HexFormat.of().toHexDigits((byte) (length + 2))
                + HexFormat.of().toHexDigits((short) length) + topic;
    }

    static String topic(String hex) {
        PacketBytes bytes = new PacketBytes(LIMIT);
        Publish publish = (Publish) bytes.decode(HexFormat.of().parseHex(hex)).get(0);
        bytes.close();
        return publish.topic();
    }

    /** What ends a line that gets this packet and a good one; null if both are taken. */
    static Throwable failure(String hex) {
        PacketBytes bytes = new PacketBytes(LIMIT);
        List<Packet> packets = bytes.decode(HexFormat.of().parseHex(hex.replace(" ", "")), new byte[] {(byte) 0xd0, 0});
        Throwable failure = bytes.failure();
        bytes.close();
        assertThat(packets).as("packets of " + hex).hasSize(failure == null ? 2 : 0);
        return failure;
    }
}
