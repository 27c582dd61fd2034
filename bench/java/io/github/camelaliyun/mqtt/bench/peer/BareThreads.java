package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.connection.ConnectionThreads;
import io.github.camelaliyun.mqtt.connection.Handoff;
import io.github.camelaliyun.mqtt.wire.EventLoops;
import io.github.camelaliyun.mqtt.wire.NettyWire;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The threads of connections without a component, of the same number and kind as the component's. The only place where the
 * bench makes {@link ConnectionThreads}.
 */
final class BareThreads implements AutoCloseable {

    private static final int TIMER_THREADS = 2;
    private static final int ROUTE_WIDTH = 16;
    private static final int WORK_WIDTH = 8;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(TIMER_THREADS);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final EventLoops loops = new EventLoops(number -> "event-loop-" + number);
    private final ExecutorService callbacks = Executors.newCachedThreadPool();

    BareThreads() {
        timer.setRemoveOnCancelPolicy(true);
    }

    ConnectionThreads connectionThreads() {
        Handoff work = new Handoff(timer, workers, WORK_WIDTH);
        return new ConnectionThreads(
                new NettyWire(loops, work), timer, work, new Handoff(timer, callbacks, ROUTE_WIDTH));
    }

    @Override
    public void close() {
        loops.close();
        timer.shutdownNow();
        workers.shutdown();
        callbacks.shutdown();
    }
}
