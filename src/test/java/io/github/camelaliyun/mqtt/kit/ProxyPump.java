package io.github.camelaliyun.mqtt.kit;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of a connection: a thread reads chunks and gives each the time when it is due, another writes them when
 * that has come. Waiting chunks do not keep later ones from being read, so a delay costs no throughput.
 */
final class ProxyPump {

    private static final int CHUNK_BYTES = 64 * 1024;
    /** So much waits at most; then the sender feels back pressure, as on a real line. */
    private static final int MAX_CHUNKS = 1_024;

    /** An empty chunk is the end of the stream. */
    private record Chunk(byte[] bytes, long dueNanos) {}

    private final ProxyConnection connection;
    private final Socket from;
    private final Socket to;
    private final LineState line;
    private volatile boolean muted;

    /** Guards the two fields below; {@link #changed} tells of every change of theirs and of the line's. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private boolean stopped;

    ProxyPump(ProxyConnection connection, Socket from, Socket to, LineState line) {
        this.connection = connection;
        this.from = from;
        this.to = to;
        this.line = line;
    }

    void start(String direction) {
        daemon(this::read, direction + "-read");
        daemon(this::write, direction + "-write");
    }

    /** Ends the stream for the receiver and drops what still arrives for it. */
    void mute() {
        muted = true;
        try {
            to.shutdownOutput();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    /** Ends both threads, once the sockets are closed too. */
    void stop() {
        locked(() -> stopped = true);
    }

    void wake() {
        locked(() -> {});
    }

    private void read() {
        byte[] buffer = new byte[CHUNK_BYTES];
        try {
            int length;
            do {
                length = from.getInputStream().read(buffer);
                put(new Chunk(Arrays.copyOf(buffer, Math.max(length, 0)), line.dueNanos()));
            } while (length >= 0);
        } catch (IOException e) {
            connection.reset();
        } catch (InterruptedException e) {
            connection.close();
        }
    }

    private void write() {
        try {
            Chunk chunk = take();
            while (chunk != null && chunk.bytes().length > 0) {
                forward(chunk.bytes());
                chunk = take();
            }
            if (chunk != null) {
                mute();
                connection.directionEnded();
            }
        } catch (IOException e) {
            connection.reset();
        } catch (InterruptedException e) {
            connection.close();
        }
    }

    private void forward(byte[] bytes) throws IOException {
        if (muted) {
            return;
        }
        try {
            to.getOutputStream().write(bytes);
        } catch (IOException e) {
            if (!muted) {
                throw e;
            }
        }
    }

    private void put(Chunk chunk) throws InterruptedException {
        lock.lock();
        try {
            while (chunks.size() >= MAX_CHUNKS && !stopped) {
                changed.await();
            }
            chunks.add(chunk);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next chunk, when it is due and the line is not stalled; null when the pump was stopped. */
    private Chunk take() throws InterruptedException {
        lock.lock();
        try {
            while (!stopped) {
                if (chunks.isEmpty() || line.stalled()) {
                    changed.await();
                    continue;
                }
                long remaining = chunks.getFirst().dueNanos() - System.nanoTime();
                if (remaining <= 0) {
                    changed.signalAll();
                    return chunks.removeFirst();
                }
                changed.awaitNanos(remaining);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, "fault-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
