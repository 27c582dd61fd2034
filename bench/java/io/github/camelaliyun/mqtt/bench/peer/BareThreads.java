package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.connection.ConnectionThreads;
import io.github.camelaliyun.mqtt.connection.Handoff;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The threads of connections without a component, of the same number and kind as the component's. The only place where the
 * bench makes {@link ConnectionThreads}.
 */
final class BareThreads implements AutoCloseable {

    private static final int TIMER_THREADS = 2;
    private static final int ROUTE_WIDTH = 32;
    private static final int FIRST_WITH_VIRTUAL_THREADS = 24;

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(TIMER_THREADS);
    private final ExecutorService workers = workers();
    private final ExecutorService callbacks = Executors.newCachedThreadPool();

    ConnectionThreads connectionThreads() {
        return new ConnectionThreads(timer, workers, new Handoff(timer, callbacks, ROUTE_WIDTH));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdown();
        callbacks.shutdown();
    }

    /** By reflection, since the bench is compiled for Java 17. */
    private static ExecutorService workers() {
        if (Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS) {
            return Executors.newCachedThreadPool();
        }
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no virtual threads", e);
        }
    }
}
