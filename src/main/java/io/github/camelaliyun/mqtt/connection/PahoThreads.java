package io.github.camelaliyun.mqtt.connection;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs Paho's threads on the shared workers, and gives the workers their names back, since Paho renames what it runs on.
 * One that dies of an exception, as the reader does over a topic that Paho does not take for UTF-8, would leave a
 * connection that looks alive; so that is told.
 */
final class PahoThreads extends AbstractExecutorService implements ScheduledExecutorService {

    private final ScheduledExecutorService timer;
    private final ExecutorService workers;
    private final Consumer<RuntimeException> onDeath;

    PahoThreads(ConnectionThreads threads, Consumer<RuntimeException> onDeath) {
        this.onDeath = onDeath;
        this.timer = threads.timer();
        this.workers = threads.workers();
    }

    /** Paho submits its threads, and looks at none of the futures. */
    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable thread, T value) {
        return super.newTaskFor(
                () -> {
                    try {
                        thread.run();
                    } catch (RuntimeException e) {
                        onDeath.accept(e);
                    }
                },
                value);
    }

    @Override
    public void execute(Runnable task) {
        workers.execute(() -> {
            Thread thread = Thread.currentThread();
            String name = thread.getName();
            try {
                task.run();
            } finally {
                thread.setName(name);
            }
        });
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return timer.schedule(task, delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return timer.schedule(task, delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return timer.scheduleAtFixedRate(task, initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return timer.scheduleWithFixedDelay(task, initialDelay, delay, unit);
    }

    // The workers are not ours to end.

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return workers.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return workers.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }
}
