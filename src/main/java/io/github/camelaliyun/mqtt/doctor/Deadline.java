package io.github.camelaliyun.mqtt.doctor;

import java.time.Duration;

/** When all has to be over, whatever the network does. Any thread may call. */
final class Deadline {

    private final long end;
    private long uncounted;
    private long uncountedSince;
    private boolean counts = true;

    Deadline(Duration left) {
        end = System.nanoTime() + left.toNanos();
    }

    /** From now on the time is not counted, or is again: the sandbox takes its time on a slow machine. */
    synchronized void count(boolean now) {
        if (counts && !now) {
            uncountedSince = System.nanoTime();
        } else if (!counts && now) {
            uncounted += System.nanoTime() - uncountedSince;
        }
        counts = now;
    }

    /** What has not been counted until now. */
    synchronized Duration uncounted() {
        return Duration.ofNanos(uncounted + (counts ? 0 : System.nanoTime() - uncountedSince));
    }

    /** Zero when it has passed. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end + uncounted().toNanos() - System.nanoTime()));
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
