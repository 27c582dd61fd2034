package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.Printable;

/**
 * A message to publish.
 *
 * @param topic the topic name
 * @param payload the application message, not copied
 * @param qos 0, 1 or 2
 * @param retained the RETAIN flag
 */
public record OutboundMessage(String topic, byte[] payload, int qos, boolean retained) {

    /**
     * Refuses what cannot be published.
     *
     * @param topic without wildcards
     * @param payload may be empty, not null
     * @param qos 0, 1 or 2
     * @param retained the RETAIN flag
     * @throws IllegalArgumentException if the topic name breaks a rule of MQTT, or there is no such QoS
     */
    public OutboundMessage {
        Topics.requireName(topic);
        if (qos < 0 || qos > 2) {
            throw new IllegalArgumentException(
                    "QoS " + qos + " of a publish to '" + Printable.of(topic) + "' must be 0, 1 or 2");
        }
    }

    /** Nothing of it is to be sent any more. */
    OutboundMessage withoutPayload() {
        return new OutboundMessage(topic, new byte[0], qos, retained);
    }

    @Override
    public String toString() {
        return "publish to " + Printable.of(topic) + " (QoS " + qos + ", " + payload.length + " bytes)";
    }
}
