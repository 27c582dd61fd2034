package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.Printable;

/**
 * One line of a SUBSCRIBE packet.
 *
 * @param filter the topic filter
 * @param qos the highest QoS at which the broker may deliver, 0 to 2
 */
public record Subscription(String filter, int qos) {

    /**
     * Refuses what cannot be subscribed.
     *
     * @param filter may have wildcards
     * @param qos 0, 1 or 2
     * @throws IllegalArgumentException if the topic filter breaks a rule of MQTT, or there is no such QoS
     */
    public Subscription {
        Topics.requireFilter(filter);
        if (qos < 0 || qos > 2) {
            throw new IllegalArgumentException(
                    "QoS " + qos + " of topic filter '" + Printable.of(filter) + "' must be 0, 1 or 2");
        }
    }
}
