package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tells a listener what happens, one event after the other, on threads that may wait: a listener writes logs, and an appender
 * may block or throw. Nobody who has an event waits for that. Any thread may call.
 */
final class Events {

    /** Beyond this a listener that does not come back hears of nothing more. */
    private static final int MOST_WAITING = 1_000;

    private final ConnectionOptions connection;
    private final ConnectionThreads threads;
    private final ConnectionListener listener;

    /** Guards what follows. */
    private final Object lock = new Object();

    private final Queue<ConnectionEvent> waiting = new ArrayDeque<>(1);
    private boolean telling;
    private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);

    Events(ConnectionOptions connection, ConnectionThreads threads, ConnectionListener listener) {
        this.connection = connection;
        this.threads = threads;
        this.listener = listener;
    }

    void tell(ConnectionEvent event) {
        boolean start;
        synchronized (lock) {
            if (waiting.size() >= MOST_WAITING) {
                return;
            }
            waiting.add(event);
            start = !telling;
            if (start) {
                telling = true;
                told = new CompletableFuture<>();
            }
        }
        if (start) {
            start();
        }
    }

    /** The caller may hold a lock, so not here; once all threads have been ended nobody is told any more. */
    private void start() {
        try {
            threads.callbacks().execute(this::tellAll);
        } catch (RejectedExecutionException e) {
            if (!threads.work(this::tellAll)) {
                forget();
            }
        }
    }

    private void forget() {
        CompletableFuture<Void> done;
        synchronized (lock) {
            waiting.clear();
            telling = false;
            done = told;
        }
        done.complete(null);
    }

    /** Done when all that was to be told by now has been told. */
    CompletableFuture<Void> told() {
        synchronized (lock) {
            return told;
        }
    }

    private void tellAll() {
        for (ConnectionEvent event = next(); event != null; event = next()) {
            ConnectionEvent present = event;
            threads.guarded(() -> listener.onEvent(connection, present));
        }
    }

    /** Null when there is none; then {@link #told} is done. */
    private ConnectionEvent next() {
        ConnectionEvent event;
        CompletableFuture<Void> done;
        synchronized (lock) {
            event = waiting.poll();
            telling = event != null;
            done = told;
        }
        if (event == null) {
            done.complete(null);
        }
        return event;
    }
}
