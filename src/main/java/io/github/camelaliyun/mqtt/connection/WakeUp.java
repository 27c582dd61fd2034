package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;

/**
 * One time at which to think again. One that was planned for an earlier time stays, since nothing is lost by it. Guarded by
 * its owner's lock; the task is run on the timer, without it.
 */
final class WakeUp {

    /** One that is far away is thought over now and then: the time of day may be set. */
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    private final ConnectionThreads threads;
    private final Runnable task;
    private ScheduledFuture<?> next;
    private long nextAt;
    private boolean closed;

    /** @param task is to call {@link #awake} first, under the lock */
    WakeUp(ConnectionThreads threads, Runnable task) {
        this.threads = threads;
        this.task = task;
    }

    /** Not later than so. */
    void in(Duration wait) {
        Duration nap = wait.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : wait;
        long at = threads.now() + nap.toNanos();
        if (!closed && (next == null || at - nextAt < 0)) {
            cancel();
            nextAt = at;
            next = threads.after(nap, task);
        }
    }

    /** The time has come. */
    void awake() {
        next = null;
    }

    void cancel() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }

    /** Plans nothing any more. */
    void close() {
        closed = true;
        cancel();
    }
}
