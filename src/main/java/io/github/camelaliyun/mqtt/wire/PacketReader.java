package io.github.camelaliyun.mqtt.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Reads the control packets that a server sends (MQTT 3.1.1, chapters 2 and 3). What breaks the protocol ends the reading
 * with a {@link MalformedPacketException}. For one thread.
 */
final class PacketReader {

    /** So long a packet may take from its first byte to its last. */
    static final Duration LIMIT = Duration.ofMinutes(5);

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
    private static final int RETAIN = 0x01;

    private static final int LENGTH_BITS = 7;
    private static final int LENGTH_MASK = 0x7f;
    private static final int MAX_LENGTH_BYTES = 4;

    /** What a quiet connection has; one that fills it gets more. */
    private static final int BUFFER_BYTES = 4_096;

    private static final int MOST_BUFFER_BYTES = 65_536;
    /** Larger packets get their memory as they arrive: the length alone is no reason to believe in them. */
    private static final int TRUSTED_BYTES = 1 << 20;

    private static final long GATHER_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final InputStream in;
    private final LineListener listener;
    private final int maxPacketSize;
    private final LongSupplier nanoClock;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    /** Whether a packet has begun. */
    private boolean within;
    /** Whether it has been waited for, and since when. */
    private boolean awaited;

    private long since;

    /**
     * @param listener is told of {@link LineListener#heard()} and {@link LineListener#idle()}
     * @param maxPacketSize the largest remaining length of a packet that is taken
     */
    PacketReader(InputStream in, LineListener listener, int maxPacketSize, LongSupplier nanoClock) {
        this.in = in;
        this.listener = listener;
        this.maxPacketSize = maxPacketSize;
        this.nanoClock = nanoClock;
    }

    /** Waits for the next packet. */
    Packet read() throws IOException {
        int first = readByte();
        within = true;
        int length = readLength();
        int type = first >> TYPE_SHIFT;
        Packet packet = type == PUBLISH ? readPublish(first, length) : readOther(type, length);
        within = false;
        awaited = false;
        return packet;
    }

    private Packet readOther(int type, int length) throws IOException {
        if (length > maxPacketSize) {
            throw new MalformedPacketException("a packet of type " + type + " with " + length
                    + " bytes, more than the limit of " + maxPacketSize + " bytes");
        }
        switch (type) {
            case CONNACK:
                require(length == 2, "CONNACK", length);
                return new Packet.Connack((readByte() & 1) == 1, readByte());
            case PUBACK:
                return new Packet.Puback(readOnlyId(length));
            case PUBREC:
                return new Packet.Pubrec(readOnlyId(length));
            case PUBREL:
                return new Packet.Pubrel(readOnlyId(length));
            case PUBCOMP:
                return new Packet.Pubcomp(readOnlyId(length));
            case SUBACK:
                require(length >= 2, "SUBACK", length);
                return new Packet.Suback(readShort(), readBytes(length - 2));
            case UNSUBACK:
                require(length >= 2, "UNSUBACK", length);
                Packet unsuback = new Packet.Unsuback(readShort());
                skip(length - 2);
                return unsuback;
            case PINGRESP:
                require(length == 0, "PINGRESP", length);
                return Packet.PINGRESP;
            default:
                throw new MalformedPacketException("packet type " + type + ", which no server sends");
        }
    }

    private Packet readPublish(int first, int length) throws IOException {
        int qos = first >> 1 & QOS;
        int topicLength = readShort();
        int payloadLength = length - 2 - topicLength - (qos > 0 ? 2 : 0);
        require(qos < QOS && payloadLength >= 0, "PUBLISH of QoS " + qos, length);
        String topic = topic(readBytes(topicLength));
        int packetId = qos > 0 ? readShort() : 0;
        boolean retain = (first & RETAIN) != 0;
        boolean duplicate = (first & DUPLICATE) != 0;
        if (length > maxPacketSize) {
            skip(payloadLength);
            return new Packet.Oversized(topic, payloadLength, qos, retain, duplicate, packetId);
        }
        return new Packet.Publish(topic, readBytes(payloadLength), qos, retain, duplicate, packetId);
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
        byte[] bytes = new byte[TRUSTED_BYTES];
        int done = Math.min(end - at, bytes.length);
        System.arraycopy(buffer, at, bytes, 0, done);
        at += done;
        listener.idle();
        while (done < count) {
            if (done == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * done));
            }
            done += readSome(bytes, done, Math.min(bytes.length - done, MOST_BUFFER_BYTES));
        }
        return bytes;
    }

    private void skip(int count) throws IOException {
        for (int left = count; left > 0; ) {
            if (at == end) {
                fill();
            }
            int next = Math.min(left, end - at);
            at += next;
            left -= next;
        }
    }

    private void fill() throws IOException {
        if (listener.idle()) {
            // A broker writes each PUBACK by itself: to wake up for every one costs more than all else about a publish.
            LockSupport.parkNanos(GATHER_NANOS);
        }
        if (end == buffer.length && end < MOST_BUFFER_BYTES) {
            // There was more than it could hold.
            buffer = new byte[2 * end];
        }
        int count = readSome(buffer, 0, buffer.length);
        at = 0;
        end = count;
    }

    /** The only place that waits for the network. */
    private int readSome(byte[] target, int offset, int length) throws IOException {
        if (within && !awaited) {
            awaited = true;
            since = nanoClock.getAsLong();
        }
        int count = in.read(target, offset, length);
        if (count < 0) {
            throw new EOFException();
        }
        listener.heard();
        if (within && nanoClock.getAsLong() - since > LIMIT.toNanos()) {
            throw new MalformedPacketException("a packet that was not complete within " + LIMIT.toSeconds() + " s");
        }
        return count;
    }
}
