package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.AfterEach;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** A handoff with threads of its own, which end with the test, and a count of its workers. */
abstract class HandoffRig {

    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    final ExecutorService workers = Executors.newCachedThreadPool();

    final AtomicInteger working = new AtomicInteger();

    final Handoff handoff = new Handoff(timer, this::counted, 1);

    @AfterEach
    void endThreads() throws Exception {
        timer.shutdownNow();
        workers.shutdownNow();
        assertThat(workers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    void counted(Runnable worker) {
        working.incrementAndGet();
        workers.execute(() -> {
            try {
                worker.run();
            } finally {
                working.decrementAndGet();
            }
        });
    }

    static void awaitQuietly(CountDownLatch latch, Duration limit) {
        try {
            boolean ignored = latch.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
