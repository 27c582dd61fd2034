package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Makes a {@link Packet} of what the codec has read, and applies the rules of MQTT 3.1.1 that the codec does not know: it
 * serves servers and MQTT 5 as well, so that it takes packets that no server sends, bytes that mean something in MQTT 5, and
 * text that is none.
 */
final class PacketCheck {

    private static final int TYPE_SHIFT = 4;
    private static final int QOS = 0x06;
    /** Types whose packets have two bytes behind the fixed header: an identifier, or what CONNACK has. */
    private static final Set<Integer> ONLY_ID = Set.of(
            MqttMessageType.CONNACK.value(),
            MqttMessageType.PUBACK.value(),
            MqttMessageType.PUBREC.value(),
            MqttMessageType.PUBREL.value(),
            MqttMessageType.PUBCOMP.value(),
            MqttMessageType.UNSUBACK.value());

    private static final int HIGHEST_CONNACK_CODE = 5;
    private static final int CONNACK_SIZE = 2;
    private static final int LOWEST_ERROR_OF_MQTT_5 = 0x80;
    private static final int SESSION_PRESENT = 1;
    /** What stands for bytes that are not UTF-8, once they are decoded. */
    private static final char REPLACEMENT = '\ufffd';

    private static final byte[] HTTP = "HTTP/".getBytes(StandardCharsets.US_ASCII);
    /** A record with an alert, and the version that all records have (RFC 8446, 5.1). */
    private static final byte[] TLS_ALERT = {0x15, 0x03};

    private PacketCheck() {}

    /**
     * @param message what the codec made of the packet
     * @param body the packet's bytes behind its fixed header
     * @throws MalformedPacketException if it is not one that a server may send
     */
    static Packet packet(MqttMessage message, ByteBuf body) throws MalformedPacketException {
        if (message.decoderResult().isFailure()) {
            requireKnownCode(message.fixedHeader(), body);
            throw new MalformedPacketException(reason(message.decoderResult().cause()));
        }
        MqttMessageType type = message.fixedHeader().messageType();
        switch (type) {
            case CONNACK:
                return connack((MqttConnAckMessage) message, body);
            case PUBLISH:
                return publish((MqttPublishMessage) message, body);
            case PUBACK:
                return new Packet.Puback(onlyId(message));
            case PUBREC:
                return new Packet.Pubrec(onlyId(message));
            case PUBREL:
                return new Packet.Pubrel(onlyId(message));
            case PUBCOMP:
                return new Packet.Pubcomp(onlyId(message));
            case UNSUBACK:
                return new Packet.Unsuback(onlyId(message));
            case SUBACK:
                int id = ((MqttMessageIdVariableHeader) message.variableHeader()).messageId();
                return new Packet.Suback(
                        id, ByteBufUtil.getBytes(body, body.readerIndex() + 2, body.readableBytes() - 2));
            case PINGRESP:
                return Packet.PINGRESP;
            default:
                throw new MalformedPacketException(type + ", which no server sends");
        }
    }

    /**
     * Looks at the first bytes of a server: two others that are met on a wrong port know how to answer what is not for them.
     *
     * @return whether they tell: the answer of HTTP may come in pieces, the first of which looks like a PUBACK
     * @throws MalformedPacketException if they are of one of these
     */
    static boolean requireMqtt(ByteBuf bytes) throws MalformedPacketException {
        if (startsWith(bytes, HTTP)) {
            throw new MalformedPacketException(
                    "an HTTP server answers there: if it is a WebSocket listener, write ws:// or wss://");
        }
        if (startsWith(bytes, TLS_ALERT)) {
            throw new MalformedPacketException("a TLS server answers there: write ssl:// or wss://");
        }
        int known = bytes.readableBytes();
        return known >= HTTP.length || !startsWith(bytes, Arrays.copyOf(HTTP, known));
    }

    private static boolean startsWith(ByteBuf bytes, byte[] begin) {
        return bytes.readableBytes() >= begin.length
                && ByteBufUtil.equals(bytes, bytes.readerIndex(), Unpooled.wrappedBuffer(begin), 0, begin.length);
    }

    /**
     * Looks at the beginning of a packet whose end need not be there: what is no MQTT at all mostly claims to be longer than
     * it ever becomes.
     *
     * @param bytes from the packet's first byte on
     * @param headerSize of its fixed header, which is there
     * @throws MalformedPacketException if it cannot become a packet of MQTT 3.1.1
     */
    static void begin(ByteBuf bytes, int headerSize, int length) throws MalformedPacketException {
        int at = bytes.readerIndex();
        int first = bytes.getUnsignedByte(at);
        int type = first >> TYPE_SHIFT;
        if (type == MqttMessageType.PUBLISH.value()) {
            int id = (first & QOS) == 0 ? 0 : 2;
            boolean known = bytes.readableBytes() >= headerSize + 2;
            if (known && 2 + bytes.getUnsignedShort(at + headerSize) + id > length) {
                throw new MalformedPacketException("PUBLISH that is shorter than its topic name");
            }
        } else if (ONLY_ID.contains(type)) {
            if (type == MqttMessageType.CONNACK.value() && length > CONNACK_SIZE) {
                requireNoRefusalOfMqtt5(bytes, at + headerSize);
            }
            requireLength(MqttMessageType.valueOf(type), length, 2);
        } else if (type == MqttMessageType.PINGRESP.value()) {
            requireLength(MqttMessageType.PINGRESP, length, 0);
        }
    }

    /** It has properties behind its reason code, which is 128 or more. */
    private static void requireNoRefusalOfMqtt5(ByteBuf bytes, int bodyAt) throws ConnackCodeException {
        if (bytes.writerIndex() >= bodyAt + CONNACK_SIZE
                && bytes.getUnsignedByte(bodyAt + 1) >= LOWEST_ERROR_OF_MQTT_5) {
            throw new ConnackCodeException(bytes.getUnsignedByte(bodyAt + 1));
        }
    }

    private static Packet connack(MqttConnAckMessage message, ByteBuf body) throws MalformedPacketException {
        int flags = body.getUnsignedByte(body.readerIndex());
        int code = body.getUnsignedByte(body.readerIndex() + 1);
        if (flags > SESSION_PRESENT) {
            throw new MalformedPacketException("CONNACK with the reserved flags " + flags + " (3.2.2.1)");
        }
        if (code > HIGHEST_CONNACK_CODE) {
            throw new ConnackCodeException(code);
        }
        if (code != 0 && flags == SESSION_PRESENT) {
            throw new MalformedPacketException("CONNACK with a session and the return code " + code + " (3.2.2-4)");
        }
        return new Packet.Connack(flags == SESSION_PRESENT, code);
    }

    /** The codec knows those of MQTT 5 as well, and fails at the others. */
    private static void requireKnownCode(MqttFixedHeader header, ByteBuf body) throws ConnackCodeException {
        boolean connack = header != null
                && header.messageType() == MqttMessageType.CONNACK
                && body.readableBytes() == CONNACK_SIZE;
        int code = connack ? body.getUnsignedByte(body.readerIndex() + 1) : 0;
        if (code > HIGHEST_CONNACK_CODE) {
            throw new ConnackCodeException(code);
        }
    }

    private static Packet publish(MqttPublishMessage message, ByteBuf body) throws MalformedPacketException {
        String topic = message.variableHeader().topicName();
        int qos = message.fixedHeader().qosLevel().value();
        boolean duplicate = message.fixedHeader().isDup();
        if (topic.isEmpty()) {
            throw new MalformedPacketException("PUBLISH with an empty topic name (4.7.3-1)");
        }
        if (topic.indexOf('\0') >= 0) {
            throw new MalformedPacketException("PUBLISH with U+0000 in its topic name (1.5.3-2)");
        }
        if (topic.indexOf(REPLACEMENT) >= 0) {
            requireUtf8(body);
        }
        if (qos == 0 && duplicate) {
            throw new MalformedPacketException("PUBLISH of QoS 0 with DUP (3.3.1-2)");
        }
        return new Packet.Publish(
                topic,
                ByteBufUtil.getBytes(message.payload()),
                qos,
                message.fixedHeader().isRetain(),
                duplicate,
                qos == 0 ? 0 : message.variableHeader().packetId());
    }

    /** A server must not send what is not UTF-8, and a client must not take it for something else (1.5.3-1). */
    private static void requireUtf8(ByteBuf body) throws MalformedPacketException {
        int length = body.getUnsignedShort(body.readerIndex());
        try {
            StandardCharsets.UTF_8.newDecoder().decode(body.nioBuffer(body.readerIndex() + 2, length));
        } catch (CharacterCodingException e) {
            throw new MalformedPacketException("PUBLISH with a topic name that is not UTF-8 (1.5.3-1)");
        }
    }

    private static int onlyId(MqttMessage message) {
        return ((MqttMessageIdVariableHeader) message.variableHeader()).messageId();
    }

    private static void requireLength(MqttMessageType type, int length, int right) throws MalformedPacketException {
        if (length != right) {
            throw new MalformedPacketException(type + " with a remaining length of " + length + ", not " + right);
        }
    }

    private static String reason(Throwable cause) {
        String said = cause.getMessage();
        // Netty's words may have the topic in them.
        return said == null ? cause.getClass().getSimpleName() : LineFailure.brief(said);
    }
}
