package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.nio.charset.StandardCharsets;

/**
 * What the server publishes when it loses the client (MQTT 3.1.1, 3.1.2.5). ApsaraMQ for MQTT has no such thing; other
 * brokers do.
 *
 * @param topic the topic name
 * @param payload the message, as text
 * @param qos 0, 1 or 2
 * @param retained whether it is kept for later subscribers
 */
public record Will(String topic, String payload, int qos, boolean retained) {

    /**
     * Refuses what cannot be published.
     *
     * @param topic without wildcards
     * @param payload sent in UTF-8; not null
     * @param qos 0, 1 or 2
     * @param retained the RETAIN flag
     * @throws IllegalArgumentException if the topic name breaks a rule of MQTT, or there is no such QoS
     */
    public Will {
        Topics.requireName(topic);
        if (qos < 0 || qos > 2) {
            throw new IllegalArgumentException("willQos " + qos + " must be 0, 1 or 2");
        }
    }

    Packet.Publish packet() {
        return new Packet.Publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, retained, false, 0);
    }
}
