package io.github.camelaliyun.mqtt.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A world of one thread with a time of its own: what is to run later, or on another thread, runs when its time has come, and
 * what is due together runs in an order that the seed decides. The same seed gives the same history in every JVM.
 */
final class World {

    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;

    private static final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final World world;
        /** Zero unless it is repeated. */
        private final long pause;

        private long due;
        private int order;
        private long number;

        Task(World world, Runnable work, long pause) {
            super(work, null);
            this.world = world;
            this.pause = pause;
        }

        @Override
        public void run() {
            if (pause == 0) {
                super.run();
            } else if (runAndReset()) {
                world.add(this, pause);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - world.now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Task that = (Task) other;
            int byTime = Long.compare(due, that.due);
            int byOrder = byTime == 0 ? Integer.compare(order, that.order) : byTime;
            return byOrder == 0 ? Long.compare(number, that.number) : byOrder;
        }

        @Override
        protected void setException(Throwable failure) {
            world.failures.add(failure);
        }
    }

    /** The timer of the connections. */
    private final class Timer extends ScheduledThreadPoolExecutor {
        Timer() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            return add(work, Math.max(0, unit.toNanos(delay)));
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long delay, long pause, TimeUnit unit) {
            return add(new Task(World.this, work, unit.toNanos(pause)), unit.toNanos(delay));
        }
    }

    private final SplittableRandom random;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final ScheduledThreadPoolExecutor timer = new Timer();
    private long now;
    private long numbers;
    private long hash = FNV_BASIS;
    private boolean onPool;
    private List<String> story;

    World(long seed) {
        random = new SplittableRandom(seed);
    }

    /** From now on all that is told is kept, for somebody to read. */
    void keepStory() {
        story = new ArrayList<>();
    }

    List<String> story() {
        return story;
    }

    /** Notes what happens: it is part of the history that two runs are compared by. */
    void tell(String what) {
        for (int i = 0; i < what.length(); i++) {
            hash = (hash ^ what.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ now) * FNV_PRIME;
        if (story != null) {
            story.add(String.format("%9.3f %s", now / 1e9, what));
        }
    }

    long hash() {
        return hash;
    }

    SplittableRandom random() {
        return random;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    long now() {
        return now;
    }

    Instant instant() {
        return BEGINNING.plusNanos(now);
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /** Threads of a pool: a task runs a moment later, and two of them in any order. */
    Executor pool() {
        return task -> add(
                () -> {
                    onPool = true;
                    try {
                        task.run();
                    } finally {
                        onPool = false;
                    }
                },
                random.nextLong(TimeUnit.MILLISECONDS.toNanos(1)));
    }

    /** Users' code runs: that may wait, so it is for a thread of a pool, and not for a line's or the timer. */
    void usersCode(String what) {
        if (!onPool) {
            failures.add(new AssertionError(what + " is called on a line's thread or the timer"));
        }
    }

    void after(Duration delay, Runnable work) {
        add(work, delay.toNanos());
    }

    void at(long nanos, Runnable work) {
        add(work, Math.max(0, nanos - now));
    }

    private Task add(Runnable work, long delay) {
        return add(new Task(this, work, 0), delay);
    }

    private Task add(Task task, long delay) {
        task.due = now + delay;
        task.order = random.nextInt();
        task.number = numbers++;
        tasks.add(task);
        return task;
    }

    /** What tasks have thrown. */
    List<Throwable> failures() {
        return failures;
    }

    /** Lets time pass, and runs what is due in it. */
    void run(Duration time, Runnable watch) {
        long until = now + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().due <= until) {
            Task next = tasks.poll();
            if (next.isCancelled()) {
                continue;
            }
            now = next.due;
            next.run();
            watch.run();
        }
        now = until;
    }
}
