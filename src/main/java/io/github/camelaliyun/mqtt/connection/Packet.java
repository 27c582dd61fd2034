package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A control packet on its way to the server, encoded as MQTT 3.1.1 has it (chapters 2 and 3). The payload of a PUBLISH is
 * not copied.
 */
final class Packet {

    /** The first byte of the fixed header: the type, and the flags that are reserved for it (2.2). */
    private static final int CONNECT = 0x10;

    private static final int PUBLISH = 0x30;
    private static final int PUBACK = 0x40;
    private static final int PUBREC = 0x50;
    private static final int PUBREL = 0x62;
    private static final int PUBCOMP = 0x70;
    private static final int SUBSCRIBE = 0x82;
    private static final int UNSUBSCRIBE = 0xa2;
    private static final int PINGREQ = 0xc0;
    private static final int DISCONNECT = 0xe0;

    private static final int RETAIN = 0x01;
    private static final int CLEAN_SESSION = 0x02;
    private static final int WILL = 0x04;
    private static final int WILL_QOS_SHIFT = 3;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER_NAME = 0x80;

    /** Protocol level of MQTT 3.1, which calls itself by another name than 3.1.1. */
    private static final int LEVEL_3_1 = 3;

    /** Seven bits of the remaining length go into each byte (2.2.3). */
    private static final int LENGTH_BITS = 7;

    private static final int MORE_LENGTH = 0x80;
    private static final byte[] NOTHING = {};

    private final byte[] head;
    private final byte[] payload;
    private final Runnable written;

    private Packet(byte[] head, byte[] payload, Runnable written) {
        this.head = head;
        this.payload = payload;
        this.written = written;
    }

    static Packet connect(ConnectionOptions options, int level, Credentials credentials) {
        byte[] name = utf8(level == LEVEL_3_1 ? "MQIsdp" : "MQTT");
        byte[] clientId = utf8(options.clientId());
        byte[] username = credentials == null ? NOTHING : utf8(credentials.username());
        byte[] password = credentials == null ? NOTHING : utf8(credentials.password());
        Will will = options.will();
        byte[] willTopic = will == null ? NOTHING : utf8(will.topic());
        byte[] willPayload = will == null ? NOTHING : utf8(will.payload());
        int flags = (options.cleanSession() ? CLEAN_SESSION : 0)
                | (will == null ? 0 : willFlags(will))
                | (credentials == null ? 0 : USER_NAME | PASSWORD);
        int last = will == null ? 0 : 4 + willTopic.length + willPayload.length;
        int login = credentials == null ? 0 : 4 + username.length + password.length;
        ByteBuffer packet = packet(CONNECT, 2 + name.length + 4 + 2 + clientId.length + last + login);
        text(packet, name);
        packet.put((byte) level).put((byte) flags);
        packet.putShort((short) options.keepAlive().toSeconds());
        text(packet, clientId);
        if (will != null) {
            text(packet, willTopic);
            text(packet, willPayload);
        }
        if (credentials != null) {
            text(packet, username);
            text(packet, password);
        }
        return new Packet(packet.array(), NOTHING, null);
    }

    private static int willFlags(Will will) {
        return WILL | will.qos() << WILL_QOS_SHIFT | (will.retained() ? WILL_RETAIN : 0);
    }

    /**
     * @param packetId not looked at with QoS 0
     * @param written run when the packet has left; may be null
     */
    static Packet publish(OutboundMessage message, int packetId, Runnable written) {
        byte[] topic = utf8(message.topic());
        byte[] payload = message.payload();
        int qos = message.qos();
        int length = 2 + topic.length + (qos > 0 ? 2 : 0);
        int first = PUBLISH | qos << 1 | (message.retained() ? RETAIN : 0);
        ByteBuffer packet = packet(first, length, length + payload.length);
        text(packet, topic);
        if (qos > 0) {
            packet.putShort((short) packetId);
        }
        return new Packet(packet.array(), payload, written);
    }

    static Packet puback(int packetId) {
        return withId(PUBACK, packetId);
    }

    static Packet pubrec(int packetId) {
        return withId(PUBREC, packetId);
    }

    static Packet pubrel(int packetId) {
        return withId(PUBREL, packetId);
    }

    static Packet pubcomp(int packetId) {
        return withId(PUBCOMP, packetId);
    }

    static Packet subscribe(int packetId, List<Subscription> subscriptions) {
        List<byte[]> filters = subscriptions.stream()
                .map(Subscription::filter)
                .map(Packet::utf8)
                .toList();
        ByteBuffer packet = packet(
                SUBSCRIBE, 2 + filters.stream().mapToInt(f -> 3 + f.length).sum());
        packet.putShort((short) packetId);
        for (int i = 0; i < filters.size(); i++) {
            text(packet, filters.get(i));
            packet.put((byte) subscriptions.get(i).qos());
        }
        return new Packet(packet.array(), NOTHING, null);
    }

    static Packet unsubscribe(int packetId, List<String> topicFilters) {
        List<byte[]> filters = topicFilters.stream().map(Packet::utf8).toList();
        ByteBuffer packet = packet(
                UNSUBSCRIBE, 2 + filters.stream().mapToInt(f -> 2 + f.length).sum());
        packet.putShort((short) packetId);
        filters.forEach(filter -> text(packet, filter));
        return new Packet(packet.array(), NOTHING, null);
    }

    static Packet pingreq() {
        return new Packet(packet(PINGREQ, 0).array(), NOTHING, null);
    }

    /** @param written run when the packet has left */
    static Packet disconnect(Runnable written) {
        return new Packet(packet(DISCONNECT, 0).array(), NOTHING, written);
    }

    int size() {
        return head.length + payload.length;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(head, 0, head.length);
        out.write(payload, 0, payload.length);
    }

    /** Tells who wants to know that the packet has left. */
    void hasLeft() {
        if (written != null) {
            written.run();
        }
    }

    private static Packet withId(int first, int packetId) {
        return new Packet(new byte[] {(byte) first, 2, (byte) (packetId >> Byte.SIZE), (byte) packetId}, NOTHING, null);
    }

    private static ByteBuffer packet(int first, int length) {
        return packet(first, length, length);
    }

    /** Room for the fixed header and so many bytes, with the fixed header written. */
    private static ByteBuffer packet(int first, int room, int remainingLength) {
        int bytes = 1;
        for (int rest = remainingLength >> LENGTH_BITS; rest > 0; rest >>= LENGTH_BITS) {
            bytes++;
        }
        ByteBuffer packet = ByteBuffer.allocate(1 + bytes + room).put((byte) first);
        for (int rest = remainingLength; bytes > 0; bytes--, rest >>= LENGTH_BITS) {
            packet.put((byte) (bytes > 1 ? rest | MORE_LENGTH : rest));
        }
        return packet;
    }

    private static void text(ByteBuffer packet, byte[] text) {
        packet.putShort((short) text.length).put(text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
