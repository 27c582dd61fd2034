package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.MqttException;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the control packets that a server sends (MQTT 3.1.1, chapters 2 and 3). What breaks the protocol ends the reading
 * with a {@link MalformedPacketException}. For one thread.
 */
final class PacketReader {

    /** Is given what has been read, on the reading thread. */
    interface Handler {
        void connack(boolean sessionPresent, int returnCode) throws MqttException;

        void publish(String topic, byte[] payload, int qos, int packetId, boolean duplicate);

        /** PUBACK or PUBCOMP. */
        void acknowledged(int packetId);

        void pubrec(int packetId);

        void pubrel(int packetId);

        /** SUBACK with its return codes, or UNSUBACK with none. */
        void suback(int packetId, byte[] returnCodes);

        /** All that has arrived so far has been read, but for the beginning of a packet; the next read may wait. */
        void idle();
    }

    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;
    private static final int PUBREC = 5;
    private static final int PUBREL = 6;
    private static final int PUBCOMP = 7;
    private static final int SUBACK = 9;
    private static final int UNSUBACK = 11;
    private static final int PINGRESP = 13;

    private static final int TYPE_SHIFT = 4;
    private static final int DUPLICATE = 0x08;
    private static final int QOS = 0x03;

    private static final int LENGTH_BITS = 7;
    private static final int LENGTH_MASK = 0x7f;
    private static final int MAX_LENGTH_BYTES = 4;

    /** What a quiet connection has; one that fills it gets more. */
    private static final int BUFFER_BYTES = 4_096;

    private static final int MOST_BUFFER_BYTES = 65_536;
    /** Larger packets get their memory as they arrive: the length alone is no reason to believe in them. */
    private static final int TRUSTED_BYTES = 1 << 20;

    private final InputStream in;
    private final Handler handler;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    PacketReader(InputStream in, Handler handler) {
        this.in = in;
        this.handler = handler;
    }

    /** Reads on until the stream ends or breaks. */
    void readAll() throws IOException, MqttException {
        while (true) {
            readPacket();
        }
    }

    private void readPacket() throws IOException, MqttException {
        int first = readByte();
        int length = readLength();
        int type = first >> TYPE_SHIFT;
        if (type == PUBLISH) {
            readPublish(first, length);
            return;
        }
        switch (type) {
            case CONNACK -> {
                int flags = readByte();
                int returnCode = readByte();
                require(length == 2, "CONNACK", length);
                handler.connack((flags & 1) == 1, returnCode);
            }
            case PUBACK, PUBCOMP -> handler.acknowledged(readOnlyId(length));
            case PUBREC -> handler.pubrec(readOnlyId(length));
            case PUBREL -> handler.pubrel(readOnlyId(length));
            case SUBACK, UNSUBACK -> {
                require(length >= 2, "SUBACK or UNSUBACK", length);
                handler.suback(readShort(), readBytes(length - 2));
            }
            case PINGRESP -> require(length == 0, "PINGRESP", length);
            default -> throw new MalformedPacketException("packet type " + type + ", which no server sends");
        }
    }

    private void readPublish(int first, int length) throws IOException {
        int qos = first >> 1 & QOS;
        int topicLength = readShort();
        int payloadLength = length - 2 - topicLength - (qos > 0 ? 2 : 0);
        require(qos < QOS && payloadLength >= 0, "PUBLISH of QoS " + qos, length);
        String topic = topic(readBytes(topicLength));
        int packetId = qos > 0 ? readShort() : 0;
        handler.publish(topic, readBytes(payloadLength), qos, packetId, (first & DUPLICATE) != 0);
    }

    private int readOnlyId(int length) throws IOException {
        require(length == 2, "an acknowledgement", length);
        return readShort();
    }

    private static void require(boolean condition, String packet, int length) throws MalformedPacketException {
        if (!condition) {
            throw new MalformedPacketException(packet + " with a remaining length of " + length);
        }
    }

    /** A server must not send what is not UTF-8 (1.5.3-1), and a client must not take it for something else. */
    private static String topic(byte[] bytes) throws MalformedPacketException {
        String topic = new String(bytes, StandardCharsets.UTF_8);
        if (topic.indexOf('\ufffd') >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                throw new MalformedPacketException("a topic name that is not UTF-8");
            }
        }
        return topic;
    }

    private int readLength() throws IOException {
        int length = 0;
        for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
            int next = readByte();
            length |= (next & LENGTH_MASK) << i * LENGTH_BITS;
            if (next <= LENGTH_MASK) {
                return length;
            }
        }
        throw new MalformedPacketException("a remaining length of more than " + MAX_LENGTH_BYTES + " bytes");
    }

    private int readShort() throws IOException {
        return readByte() << Byte.SIZE | readByte();
    }

    private int readByte() throws IOException {
        if (at == end) {
            fill();
        }
        return buffer[at++] & 0xff;
    }

    private byte[] readBytes(int count) throws IOException {
        if (count > TRUSTED_BYTES) {
            return readLarge(count);
        }
        byte[] bytes = new byte[count];
        for (int done = 0; done < count; ) {
            if (at == end) {
                fill();
            }
            int next = Math.min(count - done, end - at);
            System.arraycopy(buffer, at, bytes, done, next);
            at += next;
            done += next;
        }
        return bytes;
    }

    private byte[] readLarge(int count) throws IOException {
        byte[] start = Arrays.copyOfRange(buffer, at, Math.min(end, at + count));
        at += start.length;
        handler.idle();
        return join(start, in.readNBytes(count - start.length), count);
    }

    private static byte[] join(byte[] start, byte[] rest, int count) throws EOFException {
        if (start.length + rest.length < count) {
            throw new EOFException();
        }
        return ByteBuffer.allocate(count).put(start).put(rest).array();
    }

    private void fill() throws IOException {
        handler.idle();
        if (end == buffer.length && end < MOST_BUFFER_BYTES) {
            // There was more than it could hold.
            buffer = new byte[2 * end];
        }
        int count = in.read(buffer, 0, buffer.length);
        if (count < 0) {
            throw new EOFException();
        }
        at = 0;
        end = count;
    }
}
