package io.github.camelaliyun.mqtt.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The places of a {@link PublishWindow}, and those who wait for one. Guarded by its lock. */
final class Places {

    private static final int ROOMY_PART = 8;
    /** Whatever room there is, those who wait take it after this. */
    private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final int count;
    /** So many free places wake those who wait for one, who can then send together. */
    private final int roomy;

    private final Condition room;
    private int waiting;

    Places(int count, Lock lock) {
        this.count = count;
        this.roomy = Math.max(1, count / ROOMY_PART);
        this.room = lock.newCondition();
    }

    int count() {
        return count;
    }

    /** Lets the lock go until there may be a place, or for so long. */
    void await(long leftNanos, boolean hasLink) throws InterruptedException {
        waiting++;
        try {
            room.awaitNanos(hasLink ? Math.min(leftNanos, LONGEST_NAP_NANOS) : leftNanos);
        } finally {
            waiting--;
        }
    }

    /**
     * Publishes have ended.
     *
     * @param pending how many have a place still
     */
    void freed(int pending, boolean hasLink) {
        if (waiting > 0 && (!hasLink || count - pending >= roomy)) {
            room.signalAll();
        }
    }

    /** Whoever waits is to look again. */
    void wakeAll() {
        room.signalAll();
    }
}
