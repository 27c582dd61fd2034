package io.github.camelaliyun.mqtt.wire;

/**
 * Learns what becomes of a packet that was given to a line. At most one of {@link #onLeft} and {@link #onUnsent} is called, once,
 * before {@link LineListener#onClosed}. If neither is, the packet may have left or not. Must return at once.
 * What {@link #onLeft()} throws ends the line.
 */
public interface Transmission {

    /**
     * The packet is about to wait for its turn; called by the thread that gives it, before all else.
     *
     * @param waiting takes the packet back
     */
    default void onWaiting(Withdrawal waiting) {}

    /** The packet has been handed to the network as a whole. */
    void onLeft();

    /** The line has ended, and no byte of the packet has left. */
    default void onUnsent() {}
}
