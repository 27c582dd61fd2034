package io.github.camelaliyun.mqtt.cases;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client sent to a {@link ScriptedBroker}.
 *
 * @param header the first byte
 * @param body what follows the remaining length
 */
record ClientPacket(int header, byte[] body) {

    /** An MQTT 3.1.1 PUBLISH. */
    static byte[] publish(String topic, byte[] payload, int qos, int packetId) {
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(body);
            out.writeUTF(topic);
            if (qos > 0) {
                out.writeShort(packetId);
            }
            out.write(payload);
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.write(0x30 | qos << 1);
            int length = body.size();
            do {
                packet.write(length > 0x7f ? length & 0x7f | 0x80 : length);
                length >>= 7;
            } while (length > 0);
            body.writeTo(packet);
            return packet.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
    }

    static ClientPacket read(DataInputStream in) throws IOException {
        int header = in.readUnsignedByte();
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
        return new ClientPacket(header, body);
    }

    int type() {
        return header >> 4;
    }

    /** Of a PUBLISH. */
    int qos() {
        return header >> 1 & 3;
    }

    /** Of a PUBLISH. */
    String topic() {
        return text(0);
    }

    int packetId() {
        return number(type() == ScriptedBroker.PUBLISH ? 2 + number(0) : 0);
    }

    /** How many bytes a PUBLISH carries. */
    int payloadLength() {
        return body.length - 2 - number(0) - (qos() > 0 ? 2 : 0);
    }

    /** Of a SUBSCRIBE. */
    List<String> filters() {
        List<String> filters = new ArrayList<>();
        for (int at = 2; at < body.length; at += 2 + number(at) + 1) {
            filters.add(text(at));
        }
        return filters;
    }

    /** Of a CONNECT: seconds. */
    int keepAlive() {
        return number(8);
    }

    /** Of a CONNECT. */
    boolean cleanSession() {
        return (body[7] & 2) != 0;
    }

    private int number(int at) {
        return Short.toUnsignedInt(ByteBuffer.wrap(body).getShort(at));
    }

    private String text(int at) {
        return new String(body, at + 2, number(at), StandardCharsets.UTF_8);
    }
}
