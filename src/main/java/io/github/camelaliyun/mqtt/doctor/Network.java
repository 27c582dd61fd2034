package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.wire.EventLoops;
import io.github.camelaliyun.mqtt.wire.NettyWire;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads and lines of one run of the doctor. What hangs in the system, as a name lookup may, is left to end by itself. */
final class Network implements AutoCloseable {

    private final AtomicInteger count = new AtomicInteger();
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "doctor-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });
    private final EventLoops loops = new EventLoops(number -> "doctor-network-" + number);
    private final Wire wire = new NettyWire(loops, workers);

    Wire wire() {
        return wire;
    }

    ExecutorService workers() {
        return workers;
    }

    @Override
    public void close() {
        loops.close();
        workers.shutdownNow();
    }
}
