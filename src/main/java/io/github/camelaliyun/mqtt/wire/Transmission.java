package io.github.camelaliyun.mqtt.wire;

/**
 * Learns what becomes of a packet that was given to a line. At most one of the methods is called, once, before
 * {@link LineListener#closed}. If neither is, the packet may have left or not. Must return at once.
 * What {@link #left()} throws ends the line.
 */
public interface Transmission {

    /** The packet has been handed to the network as a whole. */
    void left();

    /** The line has ended, and no byte of the packet has left. */
    default void unsent() {}
}
