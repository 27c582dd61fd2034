package io.github.camelaliyun.mqtt.wire;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends packets in the order in which they are given. Nobody who gives one waits for the network: a worker writes while
 * there is something to write, and what has come together meanwhile leaves with one system call. A packet that finds the
 * line free leaves at once. Any thread may call.
 */
final class PacketWriter {

    private static final int BUFFER_BYTES = 8_192;
    /** So much is gathered at most before it leaves. */
    private static final int FLUSH_BYTES = 65_536;

    /**
     * A server that sends and never reads could have acknowledgements gather without an end. Twice as many packets as there
     * are packet identifiers is more than any server that reads leaves waiting.
     */
    static final int MOST_WAITING = 1 << 17;

    private static final Logger LOG = LoggerFactory.getLogger(PacketWriter.class);

    /** Learns what becomes of the packets, on the writing worker. */
    interface Listener {
        /** Packets have left. */
        void wrote();

        /** Nothing more is sent; told in the thread of a sender if no worker would write. */
        void writeFailed(Throwable cause);
    }

    private final Executor workers;
    private final Listener listener;
    private final OutputStream out;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private Queue<EncodedPacket> waiting = new ArrayDeque<>();
    private Queue<EncodedPacket> leaving = new ArrayDeque<>();
    /** A worker writes, or will. */
    private boolean writing;
    /** A worker has taken packets, and is not through with them and their listeners. */
    private boolean busy;

    private boolean finished;
    private boolean closed;
    private Runnable last;

    PacketWriter(OutputStream out, Executor workers, Listener listener) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        this.workers = workers;
        this.listener = listener;
    }

    /** Takes a packet to send; false, and it is not sent, if the output has ended. */
    boolean send(EncodedPacket packet) {
        return send(packet, false);
    }

    /** Takes no further packet. When all that were given have left, {@code then} is told so on the writing worker. */
    void finish(Transmission then) {
        send(EncodedPacket.nothing(then), true);
    }

    private boolean send(EncodedPacket packet, boolean finish) {
        boolean full;
        boolean start = false;
        lock.lock();
        try {
            if (closed || finished) {
                return false;
            }
            full = waiting.size() >= MOST_WAITING;
            if (!full) {
                finished = finish;
                waiting.add(packet);
                start = !writing;
                writing = true;
            }
        } finally {
            lock.unlock();
        }
        if (full) {
            fail(new IOException("the server reads nothing: " + MOST_WAITING + " packets wait to be sent"));
            return false;
        }
        if (start) {
            start();
        }
        return true;
    }

    private void start() {
        try {
            workers.execute(this::write);
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        close();
        try {
            listener.writeFailed(cause);
        } catch (Throwable e) {
            LOG.warn("the end of a connection's output was not processed", e);
        }
    }

    /** Takes no further packet, and begins none of those that wait. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes, tells of the packets that were not begun, and runs what is given, which nothing follows. If a worker is
     * writing, it does all that when its write has ended.
     */
    void end(Runnable then) {
        lock.lock();
        try {
            closed = true;
            if (busy) {
                last = then;
                return;
            }
        } finally {
            lock.unlock();
        }
        conclude(then);
    }

    /** Nobody else touches the queue any more. */
    private void conclude(Runnable then) {
        try {
            for (EncodedPacket packet : waiting) {
                try {
                    packet.isUnsent();
                } catch (Throwable e) {
                    LOG.warn("that a packet was not sent has not been processed", e);
                }
            }
            waiting.clear();
        } finally {
            then.run();
        }
    }

    private void write() {
        boolean ended;
        try {
            Queue<EncodedPacket> batch = take();
            while (batch != null && !batch.isEmpty()) {
                write(batch);
                listener.wrote();
                if (isEmpty()) {
                    // Who has the next packet ready goes first, and saves this worker an end and a start.
                    Thread.yield();
                }
                batch = take();
            }
            ended = batch != null;
        } catch (Throwable e) {
            fail(e);
            ended = true;
        }
        if (ended) {
            leave();
        }
    }

    private void write(Queue<EncodedPacket> batch) throws IOException {
        int unflushed = 0;
        for (EncodedPacket packet : batch) {
            packet.writeTo(out);
            unflushed += packet.size();
            if (unflushed > FLUSH_BYTES) {
                out.flush();
                unflushed = 0;
            }
        }
        out.flush();
        tellLeft(batch);
        batch.clear();
    }

    /** One who throws keeps the others from nothing. */
    private static void tellLeft(Queue<EncodedPacket> batch) {
        RuntimeException first = null;
        for (EncodedPacket packet : batch) {
            try {
                packet.hasLeft();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What has come together; or null, and the worker is free again; or an empty queue after the end, and the worker has
     * to {@link #leave}.
     */
    private Queue<EncodedPacket> take() {
        lock.lock();
        try {
            if (closed && busy) {
                leaving.clear();
                return leaving;
            }
            if (closed || waiting.isEmpty()) {
                writing = false;
                busy = false;
                return null;
            }
            busy = true;
            Queue<EncodedPacket> batch = waiting;
            waiting = leaving;
            leaving = batch;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        Runnable then;
        lock.lock();
        try {
            busy = false;
            then = last;
            last = null;
        } finally {
            lock.unlock();
        }
        if (then != null) {
            conclude(then);
        }
    }
}
