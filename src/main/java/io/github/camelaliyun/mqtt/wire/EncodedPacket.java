package io.github.camelaliyun.mqtt.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A control packet on its way to the server, encoded as MQTT 3.1.1 has it (chapters 2 and 3). The payload of a PUBLISH is
 * not copied.
 */
final class EncodedPacket {

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

    private static final int DUPLICATE = 0x08;
    private static final int QOS_SHIFT = 1;
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
    /** The most that four bytes of remaining length can say. */
    private static final int MAX_LENGTH = 268_435_455;

    /** The most that the two bytes in front of a text can say (1.5.3). */
    private static final int MAX_TEXT = 65_535;

    private static final byte[] NOTHING = {};

    private final byte[] head;
    private final byte[] payload;
    /** May be null. */
    private final Transmission transmission;

    private EncodedPacket(byte[] head, byte[] payload, Transmission transmission) {
        this.head = head;
        this.payload = payload;
        this.transmission = transmission;
    }

    static EncodedPacket of(Packet packet) {
        return of(packet, null);
    }

    /**
     * @param transmission told what becomes of the packet; may be null
     * @throws IllegalArgumentException if it is a packet that no client sends, or that MQTT has no room for
     */
    static EncodedPacket of(Packet packet, Transmission transmission) {
        if (packet instanceof Packet.Publish publish) {
            return publish(publish, transmission);
        }
        return new EncodedPacket(head(packet), NOTHING, transmission);
    }

    /** No byte at all, for who wants to know when all before it has left. */
    static EncodedPacket nothing(Transmission transmission) {
        return new EncodedPacket(NOTHING, NOTHING, transmission);
    }

    private static EncodedPacket publish(Packet.Publish publish, Transmission transmission) {
        byte[] topic = utf8(publish.topic());
        int length = 2 + topic.length + (publish.qos() > 0 ? 2 : 0);
        int first = PUBLISH
                | (publish.duplicate() ? DUPLICATE : 0)
                | publish.qos() << QOS_SHIFT
                | (publish.retain() ? RETAIN : 0);
        ByteBuffer packet = packet(first, length, (long) length + publish.payload().length);
        text(packet, topic);
        if (publish.qos() > 0) {
            packet.putShort((short) publish.packetId());
        }
        return new EncodedPacket(packet.array(), publish.payload(), transmission);
    }

    private static byte[] head(Packet packet) {
        if (packet instanceof Packet.Puback puback) {
            return withId(PUBACK, puback.packetId());
        } else if (packet instanceof Packet.Pubrec pubrec) {
            return withId(PUBREC, pubrec.packetId());
        } else if (packet instanceof Packet.Pubrel pubrel) {
            return withId(PUBREL, pubrel.packetId());
        } else if (packet instanceof Packet.Pubcomp pubcomp) {
            return withId(PUBCOMP, pubcomp.packetId());
        } else if (packet instanceof Packet.Pingreq) {
            return packet(PINGREQ, 0).array();
        } else if (packet instanceof Packet.Connect connect) {
            return connect(connect);
        } else if (packet instanceof Packet.Subscribe subscribe) {
            return subscribe(subscribe);
        } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
            return unsubscribe(unsubscribe);
        } else if (packet instanceof Packet.Disconnect) {
            return packet(DISCONNECT, 0).array();
        }
        throw new IllegalArgumentException(
                "no client sends " + packet.getClass().getSimpleName());
    }

    private static byte[] connect(Packet.Connect connect) {
        byte[] name = utf8(connect.level() == LEVEL_3_1 ? "MQIsdp" : "MQTT");
        byte[] clientId = utf8(connect.clientId());
        byte[] username = connect.username() == null ? null : utf8(connect.username());
        byte[] password = connect.password() == null ? null : utf8(connect.password());
        Packet.Publish will = connect.will();
        byte[] willTopic = will == null ? null : utf8(will.topic());
        byte[] willPayload = will == null ? null : will.payload();
        ByteBuffer packet = packet(
                CONNECT,
                2
                        + name.length
                        + 4
                        + size(clientId)
                        + size(willTopic)
                        + size(willPayload)
                        + size(username)
                        + size(password));
        text(packet, name);
        packet.put((byte) connect.level()).put((byte) flags(connect));
        packet.putShort((short) connect.keepAliveSeconds());
        for (byte[] text : new byte[][] {clientId, willTopic, willPayload, username, password}) {
            if (text != null) {
                text(packet, text);
            }
        }
        return packet.array();
    }

    private static int flags(Packet.Connect connect) {
        Packet.Publish will = connect.will();
        return (connect.cleanSession() ? CLEAN_SESSION : 0)
                | (will == null ? 0 : WILL | will.qos() << WILL_QOS_SHIFT | (will.retain() ? WILL_RETAIN : 0))
                | (connect.username() == null ? 0 : USER_NAME)
                | (connect.password() == null ? 0 : PASSWORD);
    }

    /** With its length in front. */
    private static int size(byte[] text) {
        return text == null ? 0 : 2 + text.length;
    }

    private static byte[] subscribe(Packet.Subscribe subscribe) {
        List<byte[]> filters = subscribe.requests().stream()
                .map(request -> utf8(request.filter()))
                .toList();
        ByteBuffer packet = packet(
                SUBSCRIBE, 2 + filters.stream().mapToInt(f -> 3 + f.length).sum());
        packet.putShort((short) subscribe.packetId());
        for (int i = 0; i < filters.size(); i++) {
            text(packet, filters.get(i));
            packet.put((byte) subscribe.requests().get(i).qos());
        }
        return packet.array();
    }

    private static byte[] unsubscribe(Packet.Unsubscribe unsubscribe) {
        List<byte[]> filters =
                unsubscribe.filters().stream().map(EncodedPacket::utf8).toList();
        ByteBuffer packet = packet(
                UNSUBSCRIBE, 2 + filters.stream().mapToInt(f -> 2 + f.length).sum());
        packet.putShort((short) unsubscribe.packetId());
        filters.forEach(filter -> text(packet, filter));
        return packet.array();
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
        if (transmission != null) {
            transmission.left();
        }
    }

    /** Tells who wants to know that the packet will not leave. */
    void isUnsent() {
        if (transmission != null) {
            transmission.unsent();
        }
    }

    private static byte[] withId(int first, int packetId) {
        return new byte[] {(byte) first, 2, (byte) (packetId >> Byte.SIZE), (byte) packetId};
    }

    private static ByteBuffer packet(int first, int length) {
        return packet(first, length, length);
    }

    /** Room for the fixed header and so many bytes, with the fixed header written. */
    private static ByteBuffer packet(int first, int room, long remainingLength) {
        if (remainingLength > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a packet of " + remainingLength + " bytes; MQTT carries up to " + MAX_LENGTH);
        }
        int bytes = 1;
        for (long rest = remainingLength >> LENGTH_BITS; rest > 0; rest >>= LENGTH_BITS) {
            bytes++;
        }
        ByteBuffer packet = ByteBuffer.allocate(1 + bytes + room).put((byte) first);
        for (long rest = remainingLength; bytes > 0; bytes--, rest >>= LENGTH_BITS) {
            packet.put((byte) (bytes > 1 ? rest | MORE_LENGTH : rest));
        }
        return packet;
    }

    private static void text(ByteBuffer packet, byte[] text) {
        if (text.length > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "a text of " + text.length + " bytes in UTF-8; MQTT carries up to " + MAX_TEXT);
        }
        packet.putShort((short) text.length).put(text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
