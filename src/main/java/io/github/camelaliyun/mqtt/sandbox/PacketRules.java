package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.Printable;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttMessageType;

import java.util.Set;

/**
 * What MQTT 3.1.1 says of the packets that a client sends after CONNECT. The broker keeps most of that itself, and closes the
 * connection without a word.
 */
final class PacketRules {

    private static final int FLAGS = 0x0F;
    private static final int FLAGS_OF_REQUESTS = 2;
    private static final int DUP = 8;
    private static final int NO_QOS = 3;
    private static final Set<MqttMessageType> OF_SERVERS =
            Set.of(MqttMessageType.CONNACK, MqttMessageType.SUBACK, MqttMessageType.UNSUBACK, MqttMessageType.PINGRESP);

    private PacketRules() {}

    /**
     * By its first byte alone, which may be all that ever comes.
     *
     * @param connected whether there has been a CONNECT
     */
    static MqttMessageType checkHeader(int first, boolean connected) throws BrokenPacketException {
        int number = first >> 4;
        if (number == 0 || number == MqttMessageType.AUTH.value()) {
            throw new BrokenPacketException(
                    "a packet of type " + number, "2.2.1", "the packet types 0 and 15 are reserved");
        }
        MqttMessageType type = MqttMessageType.valueOf(number);
        if (!connected && type != MqttMessageType.CONNECT) {
            throw new BrokenPacketException(
                    type + " before CONNECT", "3.1 [MQTT-3.1.0-1]", "the first packet of a client is CONNECT");
        }
        if (connected && type == MqttMessageType.CONNECT) {
            throw new BrokenPacketException(
                    "a second CONNECT", "3.1 [MQTT-3.1.0-2]", "a client sends CONNECT once on a connection");
        }
        if (OF_SERVERS.contains(type)) {
            throw new BrokenPacketException(type + " of a client", "2.2.1", "servers alone send " + type);
        }
        checkFlags(type, first & FLAGS);
        return type;
    }

    private static void checkFlags(MqttMessageType type, int flags) throws BrokenPacketException {
        if (type == MqttMessageType.PUBLISH) {
            int qos = qos(flags);
            if (qos == NO_QOS) {
                throw new BrokenPacketException("PUBLISH with QoS 3", "3.3.1.2 [MQTT-3.3.1-4]", "the QoS is 0, 1 or 2");
            }
            if (qos == 0 && (flags & DUP) != 0) {
                throw new BrokenPacketException(
                        "PUBLISH with QoS 0 and the DUP flag", "3.3.1.1 [MQTT-3.3.1-2]", "DUP is 0 with QoS 0");
            }
            return;
        }
        int right = right(type);
        if (flags != right) {
            throw new BrokenPacketException(
                    type + " with the flags " + flags,
                    "2.2.2 [MQTT-2.2.2-2]",
                    "the flags of " + type + " are " + right);
        }
    }

    private static int right(MqttMessageType type) {
        return switch (type) {
            case PUBREL, SUBSCRIBE, UNSUBSCRIBE -> FLAGS_OF_REQUESTS;
            default -> 0;
        };
    }

    private static int qos(int flags) {
        return flags >> 1 & NO_QOS;
    }

    /** Of PUBLISH, which has more rules, the caller learns the topic; null for any other. */
    static String checkBody(MqttMessageType type, int first, ByteBuf body) throws BrokenPacketException {
        PacketFields fields = new PacketFields(type.name(), body);
        switch (type) {
            case PUBLISH -> {
                return publish(fields, first);
            }
            case SUBSCRIBE, UNSUBSCRIBE -> filters(fields, type);
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> {
                fields.packetIdentifier();
                fields.end();
            }
            default -> fields.end();
        }
        return null;
    }

    private static String publish(PacketFields fields, int first) throws BrokenPacketException {
        String topic = fields.text("topic");
        if (topic.isEmpty()) {
            throw fields.broken("with an empty topic", "4.7.3 [MQTT-4.7.3-1]", "a topic has a character at least");
        }
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            throw fields.broken(
                    "to '" + Printable.of(topic) + "'",
                    "3.3.2.1 [MQTT-3.3.2-2]",
                    "a message is on one topic, the wildcards + and # are for SUBSCRIBE");
        }
        if (qos(first & FLAGS) > 0) {
            fields.packetIdentifier();
        }
        return topic;
    }

    private static void filters(PacketFields fields, MqttMessageType type) throws BrokenPacketException {
        boolean subscribe = type == MqttMessageType.SUBSCRIBE;
        fields.packetIdentifier();
        if (fields.isAtEnd()) {
            throw fields.broken(
                    "without a topic filter",
                    subscribe ? "3.8.3 [MQTT-3.8.3-3]" : "3.10.3 [MQTT-3.10.3-2]",
                    "there is one at least");
        }
        while (!fields.isAtEnd()) {
            String filter = fields.text("topic filter");
            checkFilter(fields, filter);
            if (subscribe && fields.oneByte("requested QoS") >= NO_QOS) {
                throw fields.broken(
                        "to '" + Printable.of(filter) + "' with a QoS that is none",
                        "3.8.3 [MQTT-3-8.3-4]",
                        "the requested QoS is 0, 1 or 2, and the bits above it are 0");
            }
        }
    }

    private static void checkFilter(PacketFields fields, String filter) throws BrokenPacketException {
        if (filter.isEmpty()) {
            throw fields.broken(
                    "with an empty topic filter", "4.7.3 [MQTT-4.7.3-1]", "a topic filter has a character at least");
        }
        String[] levels = filter.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean last = i == levels.length - 1;
            if (levels[i].length() > 1 && (levels[i].indexOf('+') >= 0 || levels[i].indexOf('#') >= 0)
                    || levels[i].equals("#") && !last) {
                throw fields.broken(
                        "to '" + Printable.of(filter) + "'",
                        "4.7.1 [MQTT-4.7.1-2, MQTT-4.7.1-3]",
                        "+ and # are a level by themselves, and # is the last one");
            }
        }
    }
}
