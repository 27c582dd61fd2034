package io.github.camelaliyun.mqtt.reliability;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Waiting in an experiment. */
final class Progress {

    private static final Duration POLL = Duration.ofMillis(5);

    private Progress() {}

    /** Waits until the count is reached; at the limit it fails with it and {@code state}. */
    static void await(IntSupplier count, int wanted, Duration limit, Object state) {
        try {
            Awaitility.await()
                    .atMost(limit)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .until(() -> count.getAsInt() >= wanted);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "stuck at " + count.getAsInt() + " of " + wanted + " after " + limit + ": " + state, e);
        }
    }

    /** How long a fault lasts. */
    static void last(Duration duration) throws InterruptedException {
        if (new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts down");
        }
    }
}
