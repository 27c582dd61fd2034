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

        /** {@return the packet identifier, 1 to 65,535, of the packet that is answered} */
        int packetId();
    }

    /**
     * CONNECT (3.1).
     *
     * @param level 4 is MQTT 3.1.1, 3 is MQTT 3.1
     * @param clientId the client identifier
     * @param cleanSession whether the server discards an earlier session, and this one at its end
     * @param keepAliveSeconds 0 to 65,535; 0 switches keep alive off
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

    /**
     * CONNACK (3.2).
     *
     * @param sessionPresent whether the server has kept the session
     * @param returnCode 0 if the connection is accepted, otherwise the reason why it is not
     */
    record Connack(boolean sessionPresent, int returnCode) implements Packet {}

    /**
     * PUBLISH (3.3).
     *
     * @param topic the topic name
     * @param payload the application message; may be empty, not null
     * @param qos 0, 1 or 2
     * @param retain the RETAIN flag
     * @param duplicate the DUP flag
     * @param packetId 1 to 65,535; zero at QoS 0
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
     * @param topic the topic name
     * @param size of its payload, in bytes
     * @param qos 0, 1 or 2
     * @param retain the RETAIN flag
     * @param duplicate the DUP flag
     * @param packetId 1 to 65,535; zero at QoS 0
     */
    record Oversized(String topic, long size, int qos, boolean retain, boolean duplicate, int packetId)
            implements Packet {}

    /**
     * PUBACK (3.4).
     *
     * @param packetId that of the PUBLISH
     */
    record Puback(int packetId) implements Answer {}

    /**
     * PUBREC (3.5).
     *
     * @param packetId that of the PUBLISH
     */
    record Pubrec(int packetId) implements Answer {}

    /**
     * PUBREL (3.6).
     *
     * @param packetId that of the PUBLISH
     */
    record Pubrel(int packetId) implements Packet {}

    /**
     * PUBCOMP (3.7).
     *
     * @param packetId that of the PUBLISH
     */
    record Pubcomp(int packetId) implements Answer {}

    /**
     * One topic filter of a SUBSCRIBE.
     *
     * @param filter the topic filter
     * @param qos the highest QoS, 0 to 2, at which the broker may deliver
     */
    record Request(String filter, int qos) {}

    /**
     * SUBSCRIBE (3.8).
     *
     * @param packetId 1 to 65,535
     * @param requests at least one
     */
    record Subscribe(int packetId, List<Request> requests) implements Packet {}

    /**
     * SUBACK (3.9).
     *
     * @param packetId that of the SUBSCRIBE
     * @param returnCodes as they came, one for each request if the server keeps to the protocol
     */
    record Suback(int packetId, byte[] returnCodes) implements Answer {}

    /**
     * UNSUBSCRIBE (3.10).
     *
     * @param packetId 1 to 65,535
     * @param filters at least one topic filter
     */
    record Unsubscribe(int packetId, List<String> filters) implements Packet {}

    /**
     * UNSUBACK (3.11).
     *
     * @param packetId that of the UNSUBSCRIBE
     */
    record Unsuback(int packetId) implements Answer {}

    /** PINGREQ (3.12). */
    record Pingreq() implements Packet {}

    /** PINGRESP (3.13). */
    record Pingresp() implements Packet {}

    /** DISCONNECT (3.14). */
    record Disconnect() implements Packet {}
}
