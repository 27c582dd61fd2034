package io.github.camelaliyun.mqtt.connection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries the outcomes of publishes from the link's reading thread to the routes that wait for them. One worker runs them
 * in order. A route may block in what follows its publish, even for another publish on this connection, so when the
 * worker has taken nothing for a while another one is set to work beside it: fast outcomes cost one thread, and blocked
 * ones cannot deadlock the rest.
 */
final class Handoff {

    static final long STUCK_MILLIS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Handoff.class);

    private final ScheduledExecutorService timer;
    private final ExecutorService workers;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;
    private long taken;
    private boolean watched;

    Handoff(ConnectionThreads threads) {
        this.timer = threads.timer();
        this.workers = threads.callbacks();
    }

    /** Never blocks; may be called on any thread. */
    void execute(Collection<Runnable> tasks) {
        lock.lock();
        try {
            waiting.addAll(tasks);
            if (running == 0) {
                startWorker();
            }
            if (!watched) {
                watch();
            }
        } finally {
            lock.unlock();
        }
    }

    private void startWorker() {
        running++;
        workers.execute(this::work);
    }

    private void work() {
        for (Runnable task = take(); task != null; task = take()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a route failed while it took over the outcome of a publish", e);
            }
        }
    }

    private Runnable take() {
        lock.lock();
        try {
            Runnable task = waiting.poll();
            if (task == null) {
                running--;
            } else {
                taken++;
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        watched = true;
        long before = taken;
        timer.schedule(() -> check(before), STUCK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void check(long before) {
        lock.lock();
        try {
            watched = false;
            if (waiting.isEmpty()) {
                return;
            }
            if (taken == before) {
                startWorker();
            }
            watch();
        } finally {
            lock.unlock();
        }
    }
}
