package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;

/** A link as those see it who send by it. Its methods return at once; any thread may call. */
interface Outlet {

    /**
     * Sends a packet behind all that were given before.
     *
     * @param transmission is told what becomes of it; may be null
     * @return false, and nothing is sent, if the link has ended
     */
    boolean send(Packet packet, Transmission transmission);

    /**
     * Sends PINGREQ.
     *
     * @param answered run when a PINGRESP comes that was sent after it; not at all if the link ends before
     */
    void ping(Runnable answered);

    /** Whether SUBSCRIBE or UNSUBSCRIBE was sent on it whose answer is awaited. */
    boolean expectsAnswer();
}
