package io.github.camelaliyun.mqtt.bench.worker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a moment of {@link System#nanoTime()}; on Linux some 60 microseconds late. */
public final class Clock {

    private Clock() {}

    /** @throws InterruptedException if the thread was interrupted before or while it waited */
    public static void awaitNanoTime(long moment) throws InterruptedException {
        long left = moment - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for a moment");
            }
            left = moment - System.nanoTime();
        }
    }

    static void pass(Duration time) throws InterruptedException {
        awaitNanoTime(System.nanoTime() + time.toNanos());
    }
}
