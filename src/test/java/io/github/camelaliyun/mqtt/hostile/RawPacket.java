package io.github.camelaliyun.mqtt.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import static io.github.camelaliyun.mqtt.kit.Bytes.join;

/** The bytes of packets, whether MQTT has them or not. */
final class RawPacket {

    private RawPacket() {}

    static byte[] packet(int first, byte[] body) {
        return bytes(first, padded(body.length, 1), body);
    }

    static byte[] bytes(int first, byte[] length, byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 + length.length + body.length);
        bytes.write(first);
        bytes.writeBytes(length);
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    /** A remaining length with so many bytes at least. */
    static byte[] padded(int length, int least) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int left = length;
        do {
            int digit = left & 0x7f;
            left >>= 7;
            bytes.write(left > 0 || bytes.size() + 1 < least ? digit | 0x80 : digit);
        } while (left > 0 || bytes.size() < least);
        return bytes.toByteArray();
    }

    static byte[] prefixed(byte[] text) {
        return join(idBytes(text.length), text);
    }

    static byte[] idBytes(int id) {
        return new byte[] {(byte) (id >> Byte.SIZE), (byte) id};
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The first byte of a packet of this type, but for a PUBLISH. */
    static int first(int type) {
        boolean reserved = type == Frame.PUBREL || type == Frame.SUBSCRIBE || type == Frame.UNSUBSCRIBE;
        return type << 4 | (reserved ? 2 : 0);
    }

    static byte[] publishBody(byte[] topic, int qos, int id, byte[] payload) {
        return join(join(prefixed(topic), qos == 0 ? new byte[0] : idBytes(id)), payload);
    }

    /** A PUBLISH of QoS 0 without a payload. */
    static byte[] marker(String topic) {
        return packet(Frame.PUBLISH << 4, prefixed(text(topic)));
    }
}
