package io.github.camelaliyun.mqtt.wire;

/**
 * Learns what becomes of a packet that was given to a line. At most one of {@link #left} and {@link #unsent} is called, once,
 * before {@link LineListener#closed}. If neither is, the packet may have left or not. Must return at once.
 * What {@link #left()} throws ends the line.
 */
public interface Transmission {

    /**
     * The packet is about to wait for its turn; called by the thread that gives it, before all else.
     *
     * @param waiting takes the packet back
     */
    default void waits(Withdrawal waiting) {}

    /** The packet has been handed to the network as a whole. */
    void left();

    /** The line has ended, and no byte of the packet has left. */
    default void unsent() {}
}
