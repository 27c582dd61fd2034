package io.github.camelaliyun.mqtt.sandbox;

import io.netty.buffer.ByteBuf;

/**
 * What a CONNECT says of itself, read before the broker reads it.
 *
 * @param level of the protocol: 3, 4 or 5, or one that there is not
 * @param clientId null where the level is none that is known
 */
record ConnectHeader(int level, String clientId) {

    static final int MQTT_3_1 = 3;
    static final int MQTT_3_1_1 = 4;
    static final int MQTT_5 = 5;

    private static final String NAME = "MQTT";
    private static final String NAME_OF_3_1 = "MQIsdp";

    private static final int RESERVED = 1;
    private static final int WILL = 4;
    private static final int WILL_QOS = 0x18;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER_NAME = 0x80;

    /** Checks the whole packet of MQTT 3.1.1; of another level only what is needed to tell who it is. */
    static ConnectHeader read(ByteBuf body) throws BrokenPacketException {
        PacketFields fields = new PacketFields("CONNECT", body);
        String name = fields.text("protocol name");
        int level = fields.oneByte("protocol level");
        if (!name.equals(level == MQTT_3_1 ? NAME_OF_3_1 : NAME)) {
            throw fields.broken(
                    "with another protocol name than MQTT has", "3.1.2.1 [MQTT-3.1.2-1]", "the protocol name is MQTT");
        }
        if (level < MQTT_3_1 || level > MQTT_5) {
            return new ConnectHeader(level, null);
        }
        int flags = fields.oneByte("connect flags");
        fields.twoBytes("keep alive");
        if (level == MQTT_5) {
            skipProperties(fields, body);
            return new ConnectHeader(level, fields.text("clientId"));
        }
        checkFlags(fields, flags);
        String clientId = fields.text("clientId");
        if ((flags & WILL) != 0) {
            fields.text("will topic");
            fields.skipBinary("will message");
        }
        if ((flags & USER_NAME) != 0) {
            fields.text("user name");
        }
        if ((flags & PASSWORD) != 0) {
            fields.skipBinary("password");
        }
        fields.end();
        return new ConnectHeader(level, clientId);
    }

    private static void checkFlags(PacketFields fields, int flags) throws BrokenPacketException {
        if ((flags & RESERVED) != 0) {
            throw fields.broken("with the reserved flag", "3.1.2.3 [MQTT-3.1.2-3]", "that flag is 0");
        }
        if ((flags & WILL_QOS) == WILL_QOS) {
            throw fields.broken("with a will of QoS 3", "3.1.2.6 [MQTT-3.1.2-14]", "the QoS is 0, 1 or 2");
        }
        if ((flags & WILL) == 0 && (flags & (WILL_QOS | WILL_RETAIN)) != 0) {
            throw fields.broken(
                    "with the QoS or the retained flag of a will, and without a will",
                    "3.1.2.6 [MQTT-3.1.2-13, MQTT-3.1.2-15]",
                    "both are 0 then");
        }
        if ((flags & PASSWORD) != 0 && (flags & USER_NAME) == 0) {
            throw fields.broken(
                    "with a password and without a user name",
                    "3.1.2.9 [MQTT-3.1.2-22]",
                    "without a user name there is no password");
        }
    }

    private static void skipProperties(PacketFields fields, ByteBuf body) throws BrokenPacketException {
        int length = 0;
        int next;
        int shift = 0;
        do {
            next = fields.oneByte("property length");
            length |= (next & 0x7F) << shift;
            shift += 7;
        } while ((next & 0x80) != 0 && shift <= 21);
        if (length > body.readableBytes()) {
            throw fields.broken(
                    "that ends within its properties", "2.2.3", "the remaining length is that of the packet");
        }
        body.skipBytes(length);
    }
}
