package io.github.camelaliyun.mqtt.bench.worker;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Counts the publishes that are done. Every method may be called from any thread. */
public final class Completions {

    private final LongAdder done = new LongAdder();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** A publish was acknowledged; with QoS 0: has left. */
    public void succeeded() {
        done.increment();
    }

    /** A publish failed; one is enough to make the measurement worthless. */
    public void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    /** @throws IllegalStateException if one has failed */
    public long count() {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("a publish failed", cause);
        }
        return done.sum();
    }
}
