package io.github.camelaliyun.mqtt.wire;

import java.util.List;

/** A control packet of MQTT 3.1.1 (chapter 3). Byte arrays are not copied, so not to be changed. */
public sealed interface Packet {

    /** The only PINGREQ there is. */
    Packet PINGREQ = new Pingreq();

    /** The only PINGRESP there is. */
    Packet PINGRESP = new Pingresp();

    /** The only DISCONNECT there is. */
    Packet DISCONNECT = new Disconnect();

    /** What answers a packet that has an identifier, under that identifier. */
    sealed interface Answer extends Packet {
        int packetId();
    }

    /**
     * 3.1.
     *
     * @param level 4 is MQTT 3.1.1, 3 is MQTT 3.1
     * @param keepAliveSeconds 0 to 65,535
     * @param username null for none
     * @param password null for none
     * @param will null for none
     */
    record Connect(
            int level,
            String clientId,
            boolean cleanSession,
            int keepAliveSeconds,
            String username,
            String password,
            Publish will)
            implements Packet {

        /** Without the login. */
        @Override
        public String toString() {
            return "Connect[level=" + level + ", clientId=" + clientId + ", cleanSession=" + cleanSession
                    + ", keepAlive=" + keepAliveSeconds + "]";
        }
    }

    /** 3.2. */
    record Connack(boolean sessionPresent, int returnCode) implements Packet {}

    /**
     * 3.3.
     *
     * @param packetId zero at QoS 0
     */
    record Publish(String topic, byte[] payload, int qos, boolean retain, boolean duplicate, int packetId)
            implements Packet {

        @Override
        public String toString() {
            return "Publish[topic=" + topic + ", qos=" + qos + ", retain=" + retain + ", duplicate=" + duplicate
                    + ", packetId=" + packetId + ", " + payload.length + " bytes]";
        }
    }

    /**
     * A PUBLISH that was larger than {@link LineOptions#maxPacketSize()}: its payload was skipped.
     *
     * @param size of its payload, in bytes
     */
    record Oversized(String topic, long size, int qos, boolean retain, boolean duplicate, int packetId)
            implements Packet {}

    /** 3.4. */
    record Puback(int packetId) implements Answer {}

    /** 3.5. */
    record Pubrec(int packetId) implements Answer {}

    /** 3.6. */
    record Pubrel(int packetId) implements Packet {}

    /** 3.7. */
    record Pubcomp(int packetId) implements Answer {}

    /**
     * One topic filter of a SUBSCRIBE.
     *
     * @param qos the highest QoS at which the broker may deliver
     */
    record Request(String filter, int qos) {}

    /** 3.8. */
    record Subscribe(int packetId, List<Request> requests) implements Packet {}

    /** 3.9; the return codes as they came, one for each request if the server keeps to the protocol. */
    record Suback(int packetId, byte[] returnCodes) implements Answer {}

    /** 3.10. */
    record Unsubscribe(int packetId, List<String> filters) implements Packet {}

    /** 3.11. */
    record Unsuback(int packetId) implements Answer {}

    /** 3.12. */
    record Pingreq() implements Packet {}

    /** 3.13. */
    record Pingresp() implements Packet {}

    /** 3.14. */
    record Disconnect() implements Packet {}
}
