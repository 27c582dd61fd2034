package io.github.camelaliyun.mqtt.stress;

import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;

import java.io.EOFException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A line whose listener is called by threads of its own, one call after the other. */
final class RacingLine implements Line {

    private final RacingServer server;
    private final LineListener listener;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger posted = new AtomicInteger();
    private final Queue<Packet> unread = new ConcurrentLinkedQueue<>();
    private volatile boolean open;
    private volatile boolean paused;
    private volatile boolean finished;
    private volatile boolean cut;
    private volatile boolean closed;

    RacingLine(RacingServer server, LineListener listener) {
        this.server = server;
        this.listener = listener;
    }

    /** Whether this side has ended neither the line nor its output, nor has the server. */
    boolean isUsable() {
        return open && !finished && !cut && !closed;
    }

    boolean isClosed() {
        return closed;
    }

    void open() {
        post(() -> {
            if (!cut && !closed) {
                open = true;
                listener.onOpened(this);
            }
        });
    }

    void deliver(Packet packet) {
        unread.add(packet);
        post(this::read);
    }

    private void read() {
        while (!paused && !closed && !cut && !unread.isEmpty()) {
            listener.onHeard();
            listener.onReceived(unread.remove());
        }
        if (!paused && !closed) {
            listener.onIdle();
        }
    }

    void closeByServer() {
        close(new EOFException());
    }

    private void close(Throwable cause) {
        post(() -> {
            if (!closed) {
                closed = true;
                server.closed(this);
                listener.onClosed(cause);
            }
        });
    }

    private void post(Runnable task) {
        tasks.add(task);
        if (posted.getAndIncrement() == 0) {
            server.threads().execute(this::runAll);
        }
    }

    private void runAll() {
        do {
            try {
                tasks.remove().run();
            } catch (Throwable e) {
                server.violated("the listener threw " + e);
                close(e);
            }
        } while (posted.decrementAndGet() > 0);
    }

    @Override
    public boolean send(Packet packet, Transmission transmission) {
        Rounds.dawdle();
        if (!server.sent(this, packet)) {
            return false;
        }
        if (transmission != null) {
            if (server.tellsAtOnce()) {
                transmission.onLeft();
            } else {
                post(() -> {
                    if (!closed) {
                        transmission.onLeft();
                        listener.onWritten();
                    }
                });
            }
        }
        return true;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        post(this::read);
    }

    @Override
    public void finish() {
        finished = true;
        server.ended(this);
        closeByServer();
    }

    @Override
    public void cut(Throwable cause) {
        cut = true;
        server.ended(this);
        close(cause);
    }
}
