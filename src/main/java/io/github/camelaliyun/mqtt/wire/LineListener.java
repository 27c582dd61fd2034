package io.github.camelaliyun.mqtt.wire;

/**
 * Learns what happens on a line. The methods are called one at a time in the order of what happens, but for
 * {@link #onWritten()}, which may come beside any other; none may block. What a
 * method throws ends the line, with that as the cause.
 */
public interface LineListener {

    /**
     * The network connection is there, with its handshakes: CONNECT can be sent.
     *
     * @param line the one that {@link Wire#open} returns, perhaps later
     */
    void onOpened(Line line);

    /**
     * A packet has arrived. It is a sign of life whatever it is.
     *
     * @param packet of any type, a {@link Packet.Oversized} among them
     */
    void onReceived(Packet packet);

    /** Bytes have arrived, though perhaps no whole packet. */
    void onHeard();

    /**
     * All that has arrived so far has been given to {@link #onReceived}, but for the beginning of a packet.
     *
     * @return whether so much is expected that reading may wait a moment, for more to come together
     */
    boolean onIdle();

    /** Packets have left. */
    void onWritten();

    /**
     * The line has ended; the last call, and made exactly once for every line.
     *
     * @param cause why: what the network, TLS or the decoding threw, an {@code EOFException} if the server closed, or what
     *     was given to {@link Line#cut}
     */
    void onClosed(Throwable cause);
}
