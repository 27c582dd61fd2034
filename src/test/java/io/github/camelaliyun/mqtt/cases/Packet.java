package io.github.camelaliyun.mqtt.cases;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A control packet of MQTT 3.1.1 that {@link ScriptedServer} has received.
 *
 * @param link over which of the links it came; the first is 1
 * @param type the control packet type
 * @param flags the four bits beside the type
 * @param body what follows the fixed header
 */
record Packet(int link, int type, int flags, byte[] body) {

    /** Of the connect flags (3.1.2.3), after the name and level of the protocol. */
    private static final int CONNECT_FLAGS = 7;

    static Packet read(DataInputStream in, int link) throws IOException {
        int first = in.readUnsignedByte();
        int length = 0;
        int shift = 0;
        int next;
        do {
            next = in.readUnsignedByte();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while ((next & 0x80) != 0);
        byte[] body = new byte[length];
        in.readFully(body);
        return new Packet(link, first >> 4, first & 0xf, body);
    }

    static byte[] encode(int firstByte, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(firstByte);
        int length = body.length;
        do {
            int digit = length & 0x7f;
            length >>= 7;
            packet.write(length > 0 ? digit | 0x80 : digit);
        } while (length > 0);
        packet.writeBytes(body);
        return packet.toByteArray();
    }

    static byte[] publish(String topic, String payload, int qos, int id) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        body.writeShort(name.length);
        body.write(name);
        if (qos > 0) {
            body.writeShort(id);
        }
        body.write(payload.getBytes(StandardCharsets.UTF_8));
        return encode(ScriptedServer.PUBLISH << 4 | qos << 1, bytes.toByteArray());
    }

    /** PUBACK and the others of its form. */
    static byte[] acknowledgement(int type, int id) {
        int flags = type == ScriptedServer.PUBREL ? 2 : 0;
        return new byte[] {(byte) (type << 4 | flags), 2, (byte) (id >> 8), (byte) id};
    }

    int qos() {
        return flags >> 1 & 3;
    }

    /** The DUP flag of a PUBLISH. */
    boolean dup() {
        return (flags & 8) != 0;
    }

    boolean cleanSession() {
        return (body[CONNECT_FLAGS] & 2) != 0;
    }

    /** The packet identifier; of a PUBLISH with QoS 0 there is none. */
    int id() {
        int at = type == ScriptedServer.PUBLISH ? 2 + ByteBuffer.wrap(body).getChar(0) : 0;
        return ByteBuffer.wrap(body).getChar(at);
    }

    String topic() {
        return new String(body, 2, ByteBuffer.wrap(body).getChar(0), StandardCharsets.UTF_8);
    }

    String payload() {
        int start = 2 + ByteBuffer.wrap(body).getChar(0) + (qos() > 0 ? 2 : 0);
        return new String(body, start, body.length - start, StandardCharsets.UTF_8);
    }

    /** Those of a SUBSCRIBE with the QoS asked for, or of an UNSUBSCRIBE with 0. */
    Map<String, Integer> filters() {
        Map<String, Integer> filters = new LinkedHashMap<>();
        ByteBuffer rest = ByteBuffer.wrap(body, 2, body.length - 2);
        while (rest.hasRemaining()) {
            byte[] filter = new byte[rest.getChar()];
            rest.get(filter);
            filters.put(
                    new String(filter, StandardCharsets.UTF_8),
                    type == ScriptedServer.SUBSCRIBE ? (int) rest.get() : Integer.valueOf(0));
        }
        return filters;
    }
}
