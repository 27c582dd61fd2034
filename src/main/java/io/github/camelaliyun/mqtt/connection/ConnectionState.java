package io.github.camelaliyun.mqtt.connection;

/** The states of a connection. {@link Lifecycle} owns the moves between them; {@link #CLOSED} is final. */
public enum ConnectionState {
    /** Not connected; the next connect has its time. */
    DISCONNECTED,
    /** From the network connect to CONNACK. */
    CONNECTING,
    /** CONNACK has been received. */
    CONNECTED,
    /** DISCONNECT is on its way. */
    CLOSING,
    /** Ended for good. */
    CLOSED
}
