package io.github.camelaliyun.mqtt.connection;

/** Learns what happens to connections. Called on the thread on which it happens, a reading one among them: must not block. */
@FunctionalInterface
public interface ConnectionListener {

    void onEvent(ConnectionOptions connection, ConnectionEvent event);
}
