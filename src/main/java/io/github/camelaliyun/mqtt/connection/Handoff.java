package io.github.camelaliyun.mqtt.connection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands tasks over to threads: what routes do, and what a connection does that may wait. As many workers as there are
 * processors, {@code width} at most, take the tasks in their order; one is enough to keep it. More would wait for each other
 * where the tasks are quick. A task may block, even for something that waits behind it here. So while tasks wait it is looked
 * every 2 ms: where they take more than 0.2 ms there are more workers, up to {@code width}, until they take less; one that is
 * blocked gets another beside it; where all are, workers are added, more each time, without a limit but that of the threads.
 * Quick tasks of a thousand connections share a few threads, and a blocked task holds up no other for more than some
 * milliseconds. A worker ends when nothing waits. Any thread may call; nobody waits.
 */
public final class Handoff implements Executor {

    static final long LOOK_MILLIS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Handoff.class);

    /** After so many looks it counts what was done, whatever the threads seem to do: a socket blocks a running thread. */
    private static final int LOOKS_OF_A_STRETCH = 10;
    /** Workers that do as many tasks between two looks are not blocked, only busy. */
    private static final int BUSY = 10;
    /** And as many, in each look of a stretch, for threads that seem to run. */
    private static final int RUNNING = 2;

    private static final int MOST_ADDED_AT_ONCE = 256;
    /** The threads have refused a worker: the next attempt. */
    private static final long REFUSED_MILLIS = 100;

    private final ScheduledExecutorService timer;
    private final Executor threads;
    private final int width;
    /** How many workers run before any has been at a task for long. */
    private final int quick;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Queue<Runnable> waiting = new ArrayDeque<>(1);
    private final Workers workers = new Workers(lock);
    private int running;
    private long added;
    private long taken;

    /** Beyond so many a worker ends. Where tasks take no time that is one for each that is blocked, and {@link #quick}. */
    private int enough = Integer.MAX_VALUE;

    private boolean watched;
    private boolean refused;
    /** Counts the stretches between looks. */
    private long stretch;

    private long addedAtLook;
    private long takenAtLook;
    private int looks;
    private long takenAtStretch;
    private boolean stuckAtLook;
    private int more = 1;

    /**
     * Starts no worker before the first task.
     *
     * @param timer looks whether tasks wait
     * @param threads must be able to grow
     * @param width how many workers run before it is looked whether they are blocked, rather than how long they take
     */
    public Handoff(ScheduledExecutorService timer, Executor threads, int width) {
        this.timer = timer;
        this.threads = threads;
        this.width = width;
        this.quick = Math.min(width, Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Runs the task on one of the threads, later if there is none at the moment.
     *
     * @throws RejectedExecutionException if these are of an {@link ExecutorService} that has been shut down
     */
    @Override
    public void execute(Runnable task) {
        if (isShutDown()) {
            throw new RejectedExecutionException("the threads have been shut down");
        }
        add(List.of(task));
        wake();
    }

    /** Puts tasks at the end; {@link #wake} must follow. */
    void add(Collection<Runnable> tasks) {
        lock.lock();
        try {
            waiting.addAll(tasks);
            added += tasks.size();
        } finally {
            lock.unlock();
        }
    }

    /** Sees to it that the tasks are run. */
    void wake() {
        int starting;
        lock.lock();
        try {
            starting = refused ? 0 : Math.max(0, Math.min(waiting.size(), quick - running));
            running += starting;
            if (!watched && waiting.size() > starting) {
                beginToWatch();
            }
        } finally {
            lock.unlock();
        }
        start(starting);
    }

    private void start(int count) {
        for (int i = 0; i < count; i++) {
            try {
                threads.execute(this::work);
            } catch (Throwable e) {
                refused(count - i, e);
                return;
            }
        }
    }

    /** There may be a thread again later, unless they have been shut down. */
    private void refused(int missing, Throwable failure) {
        lock.lock();
        try {
            running -= missing;
            if (isShutDown()) {
                // Nobody is there who could do anything about it.
                waiting.clear();
                return;
            }
            refused = true;
            if (!watched) {
                beginToWatch();
            }
        } finally {
            lock.unlock();
        }
        log("there is no thread for a task of an MQTT connection", failure);
    }

    private boolean isShutDown() {
        return threads instanceof ExecutorService service && service.isShutdown();
    }

    private void work() {
        Workers.Worker self = new Workers.Worker();
        for (Runnable task = first(self); task != null; task = next(self)) {
            try {
                task.run();
            } catch (Throwable e) {
                log("a task of an MQTT connection failed; the next ones are run", e);
            }
            if (Thread.interrupted() && isShutDown()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Runnable first(Workers.Worker self) {
        lock.lock();
        try {
            self.stretch = stretch;
            workers.add(self);
        } finally {
            lock.unlock();
        }
        return next(self);
    }

    private Runnable next(Workers.Worker self) {
        lock.lock();
        try {
            Runnable task = running > enough ? null : waiting.poll();
            if (task == null) {
                running--;
                workers.remove(self);
            } else {
                self.stretch = stretch;
                taken++;
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void beginToWatch() {
        more = 1;
        stuckAtLook = false;
        looks = 0;
        takenAtStretch = taken;
        watch();
    }

    private void watch() {
        stretch++;
        addedAtLook = added;
        takenAtLook = taken;
        try {
            timer.schedule(this::look, refused ? REFUSED_MILLIS : LOOK_MILLIS, TimeUnit.MILLISECONDS);
            watched = true;
        } catch (Throwable e) {
            // Shut down, or there is no memory: the next task that comes asks again.
            watched = false;
        }
    }

    private void look() {
        int starting = 0;
        lock.lock();
        try {
            watched = false;
            if (!waiting.isEmpty()) {
                boolean quickly = taken - takenAtLook >= (long) BUSY * running;
                enough = quickly ? quick + workers.blocked(stretch) : Integer.MAX_VALUE;
                int missing = refused ? 0 : missing();
                int adding = Math.max(missing, Math.min(width, enough) - running);
                starting = Math.max(0, Math.min(waiting.size(), adding));
                running += starting;
                watch();
            }
            refused = false;
        } finally {
            lock.unlock();
        }
        start(starting);
    }

    /** How many workers are to be added to the {@link #width}. */
    private int missing() {
        boolean slowStretch = false;
        if (++looks == LOOKS_OF_A_STRETCH) {
            slowStretch = taken - takenAtStretch < (long) LOOKS_OF_A_STRETCH * RUNNING * running;
            takenAtStretch = taken;
            looks = 0;
        }
        boolean waitedSinceLook = taken < addedAtLook;
        long done = taken - takenAtLook;
        boolean seemStuck = waitedSinceLook && done < (long) BUSY * running;
        if (!seemStuck) {
            more = 1;
            stuckAtLook = false;
            return 0;
        }
        // One look may find them at a lock that is free a moment later, all the more on a machine with much to do.
        boolean stuck = most(Thread.State.WAITING, Thread.State.TIMED_WAITING);
        if (!slowStretch && !(stuck && stuckAtLook)) {
            stuckAtLook = stuck;
            return 0;
        }
        stuckAtLook = false;
        if (most(Thread.State.BLOCKED)) {
            // At a monitor, of a class that is being loaded for instance, where more workers would queue up too.
            return 1;
        }
        int adding = more;
        more = Math.min(2 * more, MOST_ADDED_AT_ONCE);
        return adding;
    }

    private boolean most(Thread.State... states) {
        return 2 * workers.in(states) >= running;
    }

    /** The appender of a log is somebody else's code. */
    private static void log(String what, Throwable failure) {
        try {
            LOG.error(what, failure);
        } catch (Throwable e) {
            // There is no other place to say it.
            return;
        }
    }
}
