package io.github.camelaliyun.mqtt.connection;

import java.util.Optional;

/**
 * What was published with QoS 0 right before the server closed the connection: nothing of it is left that could be sent
 * again alone, so the next one to its topic is. Guarded by the window's lock.
 */
final class Qos0Closes {

    /** Before the latest close; null for none. */
    private String latest;

    /**
     * The server has closed the connection.
     *
     * @param topic of the latest publish of QoS 0 before it; null for none
     * @return the topic if the close before was after one to it, or to its parent topic
     */
    Optional<String> closed(String topic) {
        boolean again = topic != null && latest != null && ParentTopic.of(topic).equals(ParentTopic.of(latest));
        latest = topic;
        return again ? Optional.of(topic) : Optional.empty();
    }
}
