package io.github.camelaliyun.mqtt.connection;

/** Learns which connections there are. Called under a lock, in the order of the events: must not block, nor call back. */
public interface ConnectionObserver {

    /**
     * The connection has been made, and will connect.
     *
     * @param connection the new connection
     */
    void onOpened(MqttConnection connection);

    /**
     * The connection is about to be closed; another one with the same clientId may be made at once.
     *
     * @param connection one that {@link #onOpened} was told of
     */
    void onClosed(MqttConnection connection);
}
