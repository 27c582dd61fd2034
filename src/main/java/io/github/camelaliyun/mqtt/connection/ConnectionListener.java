package io.github.camelaliyun.mqtt.connection;

/** Learns what happens to connections. */
@FunctionalInterface
public interface ConnectionListener {

    /**
     * Something has happened. Called on the thread on which it happens, a reading one among them: must not block.
     *
     * @param connection the options of the connection, which tell it from others
     * @param event what has happened to it
     */
    void onEvent(ConnectionOptions connection, ConnectionEvent event);
}
