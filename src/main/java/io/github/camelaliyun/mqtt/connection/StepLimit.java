package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;

/** Limits the present step of the beginning or of the end of a link. Any thread may call. */
final class StepLimit {

    private final ConnectionThreads threads;
    /** Null for none. */
    private ScheduledFuture<?> limit;

    private boolean closed;

    StepLimit(ConnectionThreads threads) {
        this.threads = threads;
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
