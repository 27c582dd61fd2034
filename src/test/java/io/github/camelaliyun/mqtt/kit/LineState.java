package io.github.camelaliyun.mqtt.kit;

import java.time.Duration;

/** What a {@link FaultProxy} does to all its connections. Any thread may read and write it. */
final class LineState {

    private volatile long delayNanos;
    private volatile boolean stalled;

    void delay(Duration oneWay) {
        delayNanos = oneWay.toNanos();
    }

    void stalled(boolean stalled) {
        this.stalled = stalled;
    }

    boolean stalled() {
        return stalled;
    }

    /** When that which arrives now is to go on, in terms of {@link System#nanoTime()}. */
    long dueNanos() {
        return System.nanoTime() + delayNanos;
    }
}
