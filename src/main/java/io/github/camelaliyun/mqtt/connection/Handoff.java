package io.github.camelaliyun.mqtt.connection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands what routes do over to their threads. So many workers as it is wide take the tasks in their order; one is enough to
 * keep it. A route may block in what it does, even for something that waits behind it here, so when nothing has been taken
 * for a while another worker is set to work beside them: quick tasks of a thousand connections share a few threads, and
 * blocked ones cannot deadlock the rest. Any thread may call; nobody waits.
 */
public final class Handoff implements Executor {

    static final long STUCK_MILLIS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Handoff.class);

    private final ScheduledExecutorService timer;
    private final Executor threads;
    private final int width;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;
    private long taken;
    private boolean watched;

    /**
     * @param timer notices that nothing is taken any more
     * @param threads must be able to grow
     * @param width how many tasks may run at once while they get on
     */
    public Handoff(ScheduledExecutorService timer, Executor threads, int width) {
        this.timer = timer;
        this.threads = threads;
        this.width = width;
    }

    @Override
    public void execute(Runnable task) {
        execute(List.of(task));
    }

    void execute(Collection<Runnable> tasks) {
        lock.lock();
        try {
            waiting.addAll(tasks);
            for (int i = 0; i < tasks.size() && running < width; i++) {
                startWorker();
            }
            if (!watched && running >= width) {
                watch();
            }
        } finally {
            lock.unlock();
        }
    }

    private void startWorker() {
        running++;
        threads.execute(this::work);
    }

    private void work() {
        for (Runnable task = take(); task != null; task = take()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a route failed outside its error handling", e);
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
