package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Tells somebody else's code what happens, one event after the other, on threads that may wait: it may block or throw. Nobody
 * who has an event waits for that, and no lock is held meanwhile. Any thread may call.
 *
 * @param <E> the events, told apart by {@code equals}
 */
final class EventQueue<E> {

    private final ConnectionThreads threads;
    private final int most;
    private final Consumer<E> told;

    /** Guards what follows. */
    private final Object lock = new Object();

    private final Queue<E> waiting = new ArrayDeque<>(1);
    private boolean telling;
    private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

    /**
     * @param most how many events wait; while there are so many, whoever does not come back hears of nothing more
     * @param told is told each event; whatever it throws is logged
     */
    EventQueue(ConnectionThreads threads, int most, Consumer<E> told) {
        this.threads = threads;
        this.most = most;
        this.told = told;
    }

    void tell(E event) {
        boolean start;
        synchronized (lock) {
            if (waiting.size() >= most) {
                return;
            }
            waiting.add(event);
            start = !telling;
            if (start) {
                telling = true;
                done = new CompletableFuture<>();
            }
        }
        if (start) {
            start();
        }
    }

    /** Takes back an event that is still waiting; false if there is none: it is told, or has been, or never will be. */
    boolean withdraw(E event) {
        synchronized (lock) {
            return waiting.remove(event);
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
        CompletableFuture<Void> last;
        synchronized (lock) {
            waiting.clear();
            telling = false;
            last = done;
        }
        last.complete(null);
    }

    /** Done when all that was to be told by now has been told. */
    CompletableFuture<Void> told() {
        synchronized (lock) {
            return done;
        }
    }

    private void tellAll() {
        for (E event = next(); event != null; event = next()) {
            E present = event;
            threads.guarded(() -> told.accept(present));
        }
    }

    /** Null when there is none; then {@link #told()} is done. */
    private E next() {
        E event;
        CompletableFuture<Void> last;
        synchronized (lock) {
            event = waiting.poll();
            telling = event != null;
            last = done;
        }
        if (event == null) {
            last.complete(null);
        }
        return event;
    }
}
