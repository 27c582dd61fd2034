package io.github.camelaliyun.mqtt.wire;

/**
 * One network connection, from the wish to open it to its end; never used again. Any thread may call; no method waits.
 */
public interface Line {

    /**
     * As {@link #send(Packet, Transmission)}, with nobody to tell what becomes of the packet.
     *
     * @param packet to send; not null
     * @return false, and the packet is not sent, if the line is not open, or its output has ended
     */
    default boolean send(Packet packet) {
        return send(packet, null);
    }

    /**
     * Takes a packet to send behind all that were given before. DISCONNECT ends the output.
     *
     * @param packet to send; not null
     * @param transmission is told what becomes of the packet, once at most; may be null
     * @return false, and the packet is not sent, if the line is not open, or its output has ended
     * @throws IllegalArgumentException if MQTT cannot carry the packet: a text of more than 65,535 bytes, say
     */
    boolean send(Packet packet, Transmission transmission);

    /**
     * Gives no further packet until {@link #resume()}; called by the listener it holds at once. {@link LineListener#onIdle()}
     * is not told meanwhile. Nothing limits a pause but {@link #cut}.
     */
    void pause();

    /** Ends {@link #pause()}; nothing if the line does not pause. */
    void resume();

    /**
     * Ends the output once what was given has left, and reads on until the server closes: to close with input unread would
     * reset the connection, and what was sent last would be lost with it. Ends a pause; cuts a line that is not open yet.
     * What the server sends meanwhile is still given to the listener.
     */
    void finish();

    /**
     * Ends the line at once. {@link LineListener#onClosed} is told of the first cause that there was; nothing if it has ended.
     *
     * @param cause why
     */
    void cut(Throwable cause);
}
