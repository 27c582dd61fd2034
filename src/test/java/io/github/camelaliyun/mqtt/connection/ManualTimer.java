package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer whose time passes when the test says so, on the test's thread; each task runs at the time it was due. */
final class ManualTimer extends ScheduledThreadPoolExecutor {

    private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        /** Zero unless it is repeated. */
        private final long pauseNanos;

        private long dueNanos;

        Task(Runnable work, long dueNanos, long pauseNanos) {
            super(work, null);
            this.dueNanos = dueNanos;
            this.pauseNanos = pauseNanos;
        }

        @Override
        public void run() {
            if (pauseNanos == 0) {
                super.run();
            } else if (runAndReset()) {
                dueNanos = nowNanos + pauseNanos;
                tasks.add(this);
            }
        }

        long dueNanos() {
            return dueNanos;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - nowNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public boolean cancel(boolean interrupt) {
            onCancel.run();
            return !ignoresCancel && super.cancel(interrupt);
        }

        /** Unlike the JDK's timers, hides no failure from the test. */
        @Override
        protected void setException(Throwable failure) {
            throw new AssertionError("a task on the timer failed", failure);
        }
    }

    /** Whether tasks run though they are cancelled, as those do that have begun to. */
    boolean ignoresCancel;
    /** Called before a task is cancelled. */
    Runnable onCancel = () -> {};
    /** Called before a task is taken. */
    Runnable onSchedule = () -> {};

    private final List<Task> tasks = new ArrayList<>();
    private long nowNanos;

    ManualTimer() {
        super(0);
    }

    /** The time that has passed, as a clock. */
    long nanoTime() {
        return nowNanos;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        onSchedule.run();
        return added(new Task(work, nowNanos + unit.toNanos(delay), 0));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long delay, long pause, TimeUnit unit) {
        return added(new Task(work, nowNanos + unit.toNanos(delay), unit.toNanos(pause)));
    }

    private Task added(Task task) {
        tasks.add(task);
        return task;
    }

    /** How many tasks are due some time, and not called off. */
    long due() {
        return tasks.stream().filter(task -> !task.isCancelled()).count();
    }

    void advance(Duration time) {
        long until = nowNanos + time.toNanos();
        for (Task next = next(until); next != null; next = next(until)) {
            tasks.remove(next);
            nowNanos = next.dueNanos();
            next.run();
        }
        nowNanos = until;
    }

    private Task next(long until) {
        return tasks.stream()
                .filter(task -> task.dueNanos() <= until)
                .min(Comparator.comparingLong(Task::dueNanos))
                .orElse(null);
    }
}
