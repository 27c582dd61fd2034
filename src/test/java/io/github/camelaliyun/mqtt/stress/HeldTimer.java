package io.github.camelaliyun.mqtt.stress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Real time, in which a timer runs nothing but when it is told to jump ahead; then on the caller's thread. */
public final class HeldTimer extends AbstractExecutorService implements ScheduledExecutorService {

    private final AtomicLong ahead = new AtomicLong();
    private final Collection<Task> tasks = new ArrayList<>();

    /** The time that this timer is right with. */
    public long nanoTime() {
        return System.nanoTime() + ahead.get();
    }

    /** Runs what is due after so long. */
    public void jump(Duration time) {
        ahead.addAndGet(time.toNanos());
        List<Task> due = new ArrayList<>();
        synchronized (tasks) {
            long now = nanoTime();
            tasks.stream().filter(task -> task.at - now <= 0).forEach(due::add);
            tasks.removeAll(due);
        }
        due.sort(Comparator.comparingLong(task -> task.at));
        due.forEach(Task::run);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return added(new Task(command, nanoTime() + unit.toNanos(delay), 0));
    }

    private Task added(Task task) {
        synchronized (tasks) {
            tasks.add(task);
        }
        return task;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long delay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long delay, long pause, TimeUnit unit) {
        return added(new Task(command, nanoTime() + unit.toNanos(delay), unit.toNanos(pause)));
    }

    @Override
    public void execute(Runnable command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Runnable> shutdownNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        /** Zero unless it is repeated. */
        private final long pause;

        private volatile long at;

        Task(Runnable command, long at, long pause) {
            super(command, null);
            this.at = at;
            this.pause = pause;
        }

        @Override
        public void run() {
            if (pause == 0) {
                super.run();
            } else if (runAndReset()) {
                at = nanoTime() + pause;
                added(this);
            }
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            synchronized (tasks) {
                tasks.remove(this);
            }
            return super.cancel(mayInterrupt);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
