package io.github.camelaliyun.mqtt.connection;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Limits the present step of the beginning or of the end of a link. Any thread may call. */
final class StepLimit {

    private final ReentrantLock lock = new ReentrantLock();

    private final ConnectionThreads threads;
    private final Consumer<Throwable> failed;
    /** Null for none. */
    private ScheduledFuture<?> limit;

    private boolean closed;

    /** @param failed told on the timer what was not there in time */
    StepLimit(ConnectionThreads threads, Consumer<Throwable> failed) {
        this.threads = threads;
        this.failed = failed;
    }

    /** Limits the step that begins now, by which something must have come. */
    void begin(Duration longest, String what, BooleanSupplier come) {
        begin(longest, () -> {
            if (!come.getAsBoolean()) {
                failed.accept(new SocketTimeoutException("no " + what + " within " + longest.toMillis() + " ms"));
            }
        });
    }

    /** Limits the step that begins now, and the one before it no more. */
    void begin(Duration longest, Runnable late) {
        lock.lock();
        try {
            end();
            if (!closed) {
                limit = threads.after(longest, late);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A timer keeps what is due, and all that belongs to it, until then or until it is called off. */
    void end() {
        lock.lock();
        try {
            ConnectionThreads.cancel(limit);
            limit = null;
        } finally {
            lock.unlock();
        }
    }

    /** Limits nothing any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            end();
        } finally {
            lock.unlock();
        }
    }
}
