package io.github.camelaliyun.mqtt.sandbox;

import java.nio.charset.StandardCharsets;

/**
 * A PUBLISH packet that the sandbox took from a client.
 *
 * @param clientId who published it
 * @param topic the topic name
 * @param payload the bytes, not to be changed
 * @param qos 0, 1 or 2
 */
public record PublishedMessage(String clientId, String topic, byte[] payload, int qos) implements OnTopic {

    /** {@return the payload read as UTF-8} */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "PublishedMessage[" + topic + ", " + payload.length + " bytes, qos " + qos + ", from " + clientId + "]";
    }
}
