package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer whose time passes when the test says so, on the test's thread. Answers no futures. */
final class ManualTimer extends ScheduledThreadPoolExecutor {

    private record Task(Runnable work, long dueNanos) {}

    private final List<Task> tasks = new ArrayList<>();
    private long nowNanos;

    ManualTimer() {
        super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        tasks.add(new Task(work, nowNanos + unit.toNanos(delay)));
        return null;
    }

    void advance(Duration time) {
        nowNanos += time.toNanos();
        List<Task> due = tasks.stream()
                .filter(task -> task.dueNanos() <= nowNanos)
                .sorted(Comparator.comparingLong(Task::dueNanos))
                .toList();
        tasks.removeAll(due);
        due.forEach(task -> task.work().run());
    }
}
