package io.github.camelaliyun.mqtt.connection;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Twice a second lets connections notice what can be noticed by looking alone: one task of the timer for all of them, since
 * the timer's queue would be sorted twice a second for each. Any thread may call.
 */
final class Ticks {

    private static final long PERIOD_MILLIS = 500;

    private final ConnectionThreads threads;
    private final Set<Runnable> tasks = ConcurrentHashMap.newKeySet();

    /** Guards what follows. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Null while there are no tasks. */
    private ScheduledFuture<?> ticking;

    Ticks(ConnectionThreads threads) {
        this.threads = threads;
    }

    /**
     * From now on runs the task at each tick, on the timer, until it is taken out; it returns at once. Whatever it throws is
     * logged, and holds up no other.
     */
    void add(Runnable task) {
        lock.lock();
        try {
            tasks.add(task);
            if (ticking == null) {
                ticking = threads.timer()
                        .scheduleWithFixedDelay(this::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException e) {
            // The timer has been shut down: what it served has ended.
            return;
        } catch (Throwable e) {
            tasks.remove(task);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Does not run the task any more but for a tick that is under way; nothing happens if it is not there. */
    void remove(Runnable task) {
        lock.lock();
        try {
            tasks.remove(task);
            if (tasks.isEmpty() && ticking != null) {
                ticking.cancel(false);
                ticking = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void tick() {
        try {
            tasks.forEach(threads::guarded);
        } catch (Throwable e) {
            // Or the timer would not tick again.
            threads.complain(e);
        }
    }
}
