package io.github.camelaliyun.mqtt.connection;

/**
 * Learns which connections there are. Called under no lock and on a thread that may wait, one call after the other, in the
 * order of the events.
 */
public interface ConnectionObserver {

    /**
     * The connection has been made, and will connect.
     *
     * @param connection the new connection
     */
    void onOpened(MqttConnection connection);

    /**
     * The connection is closed; another one with the same clientId may have been made, and is told after it.
     *
     * @param connection one that {@link #onOpened} was told of
     */
    void onClosed(MqttConnection connection);

    /** {@link Connections#applicationStarted} has been called. */
    default void onApplicationStarted() {}
}
