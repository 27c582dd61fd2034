package io.github.camelaliyun.mqtt.connection;

/** Says what may be published on the present link, and why there is none. Called under the window's lock: must return at once. */
@FunctionalInterface
interface PublishGate {

    /**
     * @return false if it is to wait; {@link PublishWindow#tryWaiting} says that it may be different now
     * @throws MqttConnectionException if it is not to be published at all
     */
    boolean passes(String topic) throws MqttConnectionException;

    /** Whether the connection is not up because its first attempt goes on: it may be up in a moment. */
    default boolean isOpening() {
        return false;
    }

    /** Why the connection is not up; null if that is not known. */
    default String trouble() {
        return null;
    }
}
