package io.github.camelaliyun.mqtt.sandbox;

/**
 * How a QoS 1 message that a client has not acknowledged is sent to it again on the same connection, see
 * {@link SandboxFaults#resendUnacknowledged}. MQTT 3.1.1 does not provide for it; the service and its open source sibling,
 * RocketMQ MQTT, do it in each of these ways.
 *
 * @see <a
 *     href="https://github.com/apache/rocketmq-mqtt/blob/main/mqtt-cs/src/main/java/org/apache/rocketmq/mqtt/cs/session/infly/RetryDriver.java">RocketMQ
 *     MQTT: sends again after 3 s without DUP, then by its retry queue under a new identifier</a>
 */
public enum Resend {
    /** With the same packet identifier and the DUP flag, as MQTT wants it of what is sent again. */
    SAME_ID_DUP,

    /** With the same packet identifier, without the DUP flag. */
    SAME_ID,

    /**
     * With another packet identifier, without the DUP flag. Nothing in the packet tells it from a second message with the
     * same payload: a client processes it again.
     */
    NEW_ID
}
