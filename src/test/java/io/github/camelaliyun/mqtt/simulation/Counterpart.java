package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.List;
import java.util.function.Predicate;

/** A broker as {@link Replay} sees it: the model or a real one. */
interface Counterpart extends AutoCloseable {

    /** One connection to it. */
    interface Peer {

        void send(Packet packet);

        /** Ends it without a DISCONNECT, when the broker has got what was sent; what has come meanwhile is not read. */
        void cut();

        /** What has come since the last call. */
        List<Packet> take();

        /** Whether the broker has closed it. */
        boolean isClosed();
    }

    Peer open();

    /**
     * Waits until that many packets and ends have come to all that are open, and then for a while whether more come.
     *
     * @param counts what is one of the expected: not what may come at any time, and would be taken for what is missing
     */
    void settle(int expected, Predicate<Packet> counts);

    @Override
    void close();
}
