package io.github.camelaliyun.mqtt.bench.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Counts the publishes that are done. Every method may be called from any thread. */
public final class Completions {

    private final LongAdder done = new LongAdder();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch begun = new CountDownLatch(1);

    /** A publish was acknowledged; with QoS 0: has left. */
    public void succeeded() {
        done.increment();
        begun.countDown();
    }

    /** A publish failed; one is enough to make the measurement worthless. */
    public void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
        begun.countDown();
    }

    /** Waits for the first of them, up to this limit. */
    void awaitFirst(long seconds) throws InterruptedException {
        if (!begun.await(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no publish was acknowledged within " + seconds + " s");
        }
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
