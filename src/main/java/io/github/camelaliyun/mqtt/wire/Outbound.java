package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Packets on their way to the codec, which believes whatever it is given: it cuts lengths to their two bytes and sends
 * wildcards in topic names. So each packet is checked before ({@link #size}).
 */
final class Outbound {

    /** What four bytes of remaining length can say (MQTT 3.1.1, 2.2.3). */
    private static final int MAX_LENGTH = 268_435_455;

    /** What two bytes can say: the length of a text (1.5.3), a keep alive, a packet identifier. */
    private static final int MAX_UINT16 = 65_535;

    private static final int MAX_QOS = 2;
    /** Of MQTT 3.1 (MQTT V3.1 Protocol Specification, 3.1), which the codec insists on. */
    private static final int MAX_CLIENT_ID_3_1 = 23;

    private static final int LEVEL_3_1 = 3;
    private static final int LEVEL_3_1_1 = 4;
    private static final int LENGTH_BITS = 7;
    private static final int ID = 2;

    /** The lengths of characters in UTF-8 (RFC 3629, 3). */
    private static final char FIRST_OF_TWO_BYTES = 0x80;

    private static final char FIRST_OF_THREE_BYTES = 0x800;
    private static final int THREE_BYTES = 3;
    private static final int FOUR_BYTES = 4;

    private static final MqttFixedHeader PUBACK = header(MqttMessageType.PUBACK, false, 0, false);
    private static final MqttFixedHeader PUBREC = header(MqttMessageType.PUBREC, false, 0, false);
    private static final MqttFixedHeader PUBREL = header(MqttMessageType.PUBREL, false, 1, false);
    private static final MqttFixedHeader PUBCOMP = header(MqttMessageType.PUBCOMP, false, 0, false);
    private static final MqttMessage PINGREQ = empty(MqttMessageType.PINGREQ);
    private static final MqttMessage DISCONNECT = empty(MqttMessageType.DISCONNECT);

    private Outbound() {}

    /**
     * Checks a packet.
     *
     * @return its size on the wire, in bytes
     * @throws IllegalArgumentException if it is a packet that no client sends, or that MQTT has no room or no place for
     */
    static int size(Packet packet) {
        if (packet instanceof Packet.Publish publish) {
            return sizeOf(publish);
        } else if (packet instanceof Packet.Puback puback) {
            return acknowledgement(puback.packetId());
        } else if (packet instanceof Packet.Pubrec pubrec) {
            return acknowledgement(pubrec.packetId());
        } else if (packet instanceof Packet.Pubrel pubrel) {
            return acknowledgement(pubrel.packetId());
        } else if (packet instanceof Packet.Pubcomp pubcomp) {
            return acknowledgement(pubcomp.packetId());
        } else if (packet instanceof Packet.Pingreq || packet instanceof Packet.Disconnect) {
            return withHeader(0);
        } else if (packet instanceof Packet.Connect connect) {
            return sizeOf(connect);
        } else if (packet instanceof Packet.Subscribe subscribe) {
            return sizeOf(subscribe);
        } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
            return sizeOf(unsubscribe);
        }
        throw new IllegalArgumentException(
                "no client sends " + packet.getClass().getSimpleName());
    }

    private static int sizeOf(Packet.Publish publish) {
        requireQos(publish.qos());
        if (publish.qos() > 0) {
            requireId(publish.packetId());
        }
        require(!publish.duplicate() || publish.qos() > 0, "DUP at QoS 0 (MQTT 3.1.1, 3.3.1-2)");
        return withHeader(topicName(publish.topic()) + (publish.qos() > 0 ? ID : 0) + (long) publish.payload().length);
    }

    private static int sizeOf(Packet.Connect connect) {
        boolean old = connect.level() == LEVEL_3_1;
        require(old || connect.level() == LEVEL_3_1_1, "no protocol level of MQTT 3.1.1 or 3.1: " + connect.level());
        require(
                !old || !connect.clientId().isEmpty() && connect.clientId().length() <= MAX_CLIENT_ID_3_1,
                "MQTT 3.1 has clientIds of 1 to " + MAX_CLIENT_ID_3_1 + " characters, not of "
                        + connect.clientId().length());
        require(
                connect.keepAliveSeconds() >= 0 && connect.keepAliveSeconds() <= MAX_UINT16,
                "a keep alive of " + connect.keepAliveSeconds() + " s; MQTT carries up to " + MAX_UINT16);
        require(
                connect.username() != null || connect.password() == null,
                "a password without a user name (MQTT 3.1.1, 3.1.2-22)");
        long size = ID + (old ? "MQIsdp" : "MQTT").length() + 1 + 1 + 2 + text(connect.clientId());
        Packet.Publish will = connect.will();
        if (will != null) {
            requireQos(will.qos());
            require(
                    will.payload().length <= MAX_UINT16,
                    "a will of " + will.payload().length + " bytes; MQTT carries up to " + MAX_UINT16);
            size += topicName(will.topic()) + ID + will.payload().length;
        }
        size += connect.username() == null ? 0 : text(connect.username());
        size += connect.password() == null ? 0 : bytes(connect.password());
        return withHeader(size);
    }

    private static int sizeOf(Packet.Subscribe subscribe) {
        requireId(subscribe.packetId());
        require(!subscribe.requests().isEmpty(), "SUBSCRIBE without a topic filter (MQTT 3.1.1, 3.8.3-3)");
        long size = ID;
        for (Packet.Request request : subscribe.requests()) {
            requireQos(request.qos());
            size += filter(request.filter()) + 1;
        }
        return withHeader(size);
    }

    private static int sizeOf(Packet.Unsubscribe unsubscribe) {
        requireId(unsubscribe.packetId());
        require(!unsubscribe.filters().isEmpty(), "UNSUBSCRIBE without a topic filter (MQTT 3.1.1, 3.10.3-2)");
        long size = ID;
        for (String filter : unsubscribe.filters()) {
            size += filter(filter);
        }
        return withHeader(size);
    }

    private static int acknowledgement(int packetId) {
        requireId(packetId);
        return withHeader(ID);
    }

    private static int withHeader(long remainingLength) {
        require(
                remainingLength <= MAX_LENGTH,
                "a packet of " + remainingLength + " bytes; MQTT carries up to " + MAX_LENGTH);
        int bytes = 1;
        for (long rest = remainingLength >> LENGTH_BITS; rest > 0; rest >>= LENGTH_BITS) {
            bytes++;
        }
        return 1 + bytes + (int) remainingLength;
    }

    private static void requireQos(int qos) {
        require(qos >= 0 && qos <= MAX_QOS, "QoS " + qos + ", which MQTT does not have");
    }

    /** MQTT 3.1.1, 2.3.1-1. */
    private static void requireId(int packetId) {
        require(packetId > 0 && packetId <= MAX_UINT16, "no packet identifier: " + packetId);
    }

    /** MQTT 3.1.1, 3.3.2-2, 4.7.3-1. */
    private static int topicName(String topic) {
        require(topic.indexOf('+') < 0 && topic.indexOf('#') < 0, "a topic name with a wildcard (MQTT 3.1.1, 3.3.2-2)");
        return filter(topic);
    }

    private static int filter(String filter) {
        require(!filter.isEmpty(), "an empty topic (MQTT 3.1.1, 4.7.3-1)");
        return text(filter);
    }

    /** With the two bytes of its length. MQTT 3.1.1, 1.5.3. */
    private static int text(String text) {
        require(text.indexOf('\0') < 0, "a text with U+0000 (MQTT 3.1.1, 1.5.3-2)");
        return bytes(text);
    }

    private static int bytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next < FIRST_OF_TWO_BYTES) {
                bytes++;
            } else if (next < FIRST_OF_THREE_BYTES) {
                bytes += 2;
            } else if (!Character.isSurrogate(next)) {
                bytes += THREE_BYTES;
            } else {
                // The encoder would write a question mark for half a pair.
                require(
                        i + 1 < text.length() && Character.isSurrogatePair(next, text.charAt(i + 1)),
                        "a text that UTF-8 cannot say (MQTT 3.1.1, 1.5.3-1)");
                bytes += FOUR_BYTES;
                i++;
            }
        }
        require(bytes <= MAX_UINT16, "a text of " + bytes + " bytes in UTF-8; MQTT carries up to " + MAX_UINT16);
        return ID + (int) bytes;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** The same packet in the codec's words. */
    static MqttMessage message(Packet packet) {
        if (packet instanceof Packet.Publish publish) {
            return new MqttPublishMessage(
                    header(MqttMessageType.PUBLISH, publish.duplicate(), publish.qos(), publish.retain()),
                    new MqttPublishVariableHeader(publish.topic(), publish.packetId()),
                    Unpooled.wrappedBuffer(publish.payload()));
        } else if (packet instanceof Packet.Puback puback) {
            return withId(PUBACK, puback.packetId());
        } else if (packet instanceof Packet.Pubrec pubrec) {
            return withId(PUBREC, pubrec.packetId());
        } else if (packet instanceof Packet.Pubrel pubrel) {
            return withId(PUBREL, pubrel.packetId());
        } else if (packet instanceof Packet.Pubcomp pubcomp) {
            return withId(PUBCOMP, pubcomp.packetId());
        } else if (packet instanceof Packet.Pingreq) {
            return PINGREQ;
        } else if (packet instanceof Packet.Connect connect) {
            return connect(connect);
        } else if (packet instanceof Packet.Subscribe subscribe) {
            return subscribe(subscribe);
        } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
            return unsubscribe(unsubscribe);
        } else if (packet instanceof Packet.Disconnect) {
            return DISCONNECT;
        }
        throw new IllegalArgumentException(
                "no client sends " + packet.getClass().getSimpleName());
    }

    private static MqttMessage connect(Packet.Connect connect) {
        Packet.Publish will = connect.will();
        return new MqttConnectMessage(
                header(MqttMessageType.CONNECT, false, 0, false),
                new MqttConnectVariableHeader(
                        connect.level() == LEVEL_3_1 ? "MQIsdp" : "MQTT",
                        connect.level(),
                        connect.username() != null,
                        connect.password() != null,
                        will != null && will.retain(),
                        will == null ? 0 : will.qos(),
                        will != null,
                        connect.cleanSession(),
                        connect.keepAliveSeconds()),
                new MqttConnectPayload(
                        connect.clientId(),
                        will == null ? null : will.topic(),
                        will == null ? null : will.payload(),
                        connect.username(),
                        connect.password() == null ? null : connect.password().getBytes(StandardCharsets.UTF_8)));
    }

    private static MqttMessage subscribe(Packet.Subscribe subscribe) {
        List<MqttTopicSubscription> requests = subscribe.requests().stream()
                .map(request -> new MqttTopicSubscription(request.filter(), MqttQoS.valueOf(request.qos())))
                .toList();
        return new MqttSubscribeMessage(
                header(MqttMessageType.SUBSCRIBE, false, 1, false),
                MqttMessageIdVariableHeader.from(subscribe.packetId()),
                new MqttSubscribePayload(requests));
    }

    private static MqttMessage unsubscribe(Packet.Unsubscribe unsubscribe) {
        return new MqttUnsubscribeMessage(
                header(MqttMessageType.UNSUBSCRIBE, false, 1, false),
                MqttMessageIdVariableHeader.from(unsubscribe.packetId()),
                new MqttUnsubscribePayload(unsubscribe.filters()));
    }

    private static MqttMessage withId(MqttFixedHeader header, int packetId) {
        return new MqttMessage(header, MqttMessageIdVariableHeader.from(packetId));
    }

    private static MqttMessage empty(MqttMessageType type) {
        return new MqttMessage(header(type, false, 0, false));
    }

    /** The codec writes the remaining length that it finds out. */
    private static MqttFixedHeader header(MqttMessageType type, boolean duplicate, int qos, boolean retain) {
        return new MqttFixedHeader(type, duplicate, MqttQoS.valueOf(qos), retain, 0);
    }
}
