package io.github.camelaliyun.mqtt.connection;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Limits the present step of the beginning or of the end of a link. Any thread may call. */
final class StepLimit {

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
    synchronized void begin(Duration longest, Runnable late) {
        end();
        if (!closed) {
            limit = threads.after(longest, late);
        }
    }

    /** A timer keeps what is due, and all that belongs to it, until then or until it is called off. */
    synchronized void end() {
        ConnectionThreads.cancel(limit);
        limit = null;
    }

    /** Limits nothing any more. */
    synchronized void close() {
        closed = true;
        end();
    }
}
