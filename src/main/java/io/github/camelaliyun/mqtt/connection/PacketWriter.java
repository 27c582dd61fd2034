package io.github.camelaliyun.mqtt.connection;

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

    /** Learns what becomes of the packets, on the writing worker. */
    interface Listener {
        /** Packets have left. */
        void wrote();

        void writeFailed(Exception cause);
    }

    private final Executor workers;
    private final Listener listener;
    private final OutputStream out;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private Queue<Packet> waiting = new ArrayDeque<>();
    private Queue<Packet> leaving = new ArrayDeque<>();
    private boolean writing;
    private boolean closed;

    PacketWriter(OutputStream out, Executor workers, Listener listener) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        this.workers = workers;
        this.listener = listener;
    }

    /** Takes a packet to send; false, and it is not sent, if the link has ended. */
    boolean send(Packet packet) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            waiting.add(packet);
            if (!writing) {
                writing = true;
                workers.execute(this::write);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends nothing more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            for (Queue<Packet> batch = take(); batch != null; batch = take()) {
                write(batch);
                listener.wrote();
                if (isEmpty()) {
                    // Who has the next packet ready goes first, and saves this worker an end and a start.
                    Thread.yield();
                }
            }
        } catch (IOException | RuntimeException e) {
            close();
            listener.writeFailed(e);
        }
    }

    private void write(Queue<Packet> batch) throws IOException {
        int unflushed = 0;
        for (Packet packet : batch) {
            packet.writeTo(out);
            unflushed += packet.size();
            if (unflushed > FLUSH_BYTES) {
                out.flush();
                unflushed = 0;
            }
        }
        out.flush();
        batch.forEach(Packet::hasLeft);
        batch.clear();
    }

    private boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** What has come together, or null, and the worker is free again. */
    private Queue<Packet> take() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                writing = false;
                return null;
            }
            Queue<Packet> batch = waiting;
            waiting = leaving;
            leaving = batch;
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
