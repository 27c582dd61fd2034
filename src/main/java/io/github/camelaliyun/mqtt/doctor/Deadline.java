package io.github.camelaliyun.mqtt.doctor;

import java.time.Duration;

/** When all has to be over, whatever the network does. */
final class Deadline {

    private final long end;

    Deadline(Duration left) {
        end = System.nanoTime() + left.toNanos();
    }

    /** Zero when it has passed. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    boolean isOver() {
        return left().isZero();
    }

    /** So much, or what is left. */
    Duration atMost(Duration limit) {
        Duration left = left();
        return left.compareTo(limit) < 0 ? left : limit;
    }
}
