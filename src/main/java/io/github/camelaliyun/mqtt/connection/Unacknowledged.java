package io.github.camelaliyun.mqtt.connection;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What the broker has sent on one link and waits for an acknowledgement of. MQTT 3.1.1 has no word with which a receiver
 * could ask for less at a time, and a broker that sends everything at once would fill the memory; the socket cannot be
 * left unread for long either, since acknowledgements for this side's own publishes come by it. So over the bound reading
 * waits a moment for room, if nothing else is expected; what is still over it then is left with a broker that keeps a
 * session: not held here, not acknowledged, and fetched by connecting again when there is room. Any thread may call.
 */
final class Unacknowledged {

    /** Some times as many as brokers send unacknowledged by themselves: 20 (Mosquitto) to 1,000 (the sandbox). */
    static final int MAX_MESSAGES = 4_096;

    static final long MAX_BYTES = 8L * 1024 * 1024;
    /** There is room again when so much of what was there at the bound is done with. */
    private static final double DONE = 2.0 / 3;

    static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** What to do with a message that has arrived. */
    enum Arrival {
        /** Process it. */
        NEW,
        /** It was sent again while the first copy is being processed, whose acknowledgement will answer both. */
        REPEATED,
        /** Leave it with the broker. */
        TOO_MANY
    }

    private final boolean bounded;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition room = lock.newCondition();
    private final Map<Integer, Integer> sizes = new HashMap<>();
    private long bytes;
    private int left;
    private int roomBelow;
    /** Of the thread that waits for room. */
    private volatile boolean waiting;

    /** @param bounded whether the broker keeps what is not acknowledged for the next connection */
    Unacknowledged(boolean bounded) {
        this.bounded = bounded;
    }

    Arrival arrived(int packetId, int size) {
        lock.lock();
        try {
            if (sizes.containsKey(packetId)) {
                return Arrival.REPEATED;
            }
            // Once one was left, all are until they are fetched: or they would overtake it.
            if (bounded && (left > 0 || isFull(size))) {
                if (left == 0) {
                    roomBelow = (int) (sizes.size() * (1 - DONE));
                }
                left++;
                return Arrival.TOO_MANY;
            }
            sizes.put(packetId, size);
            bytes += size;
            return Arrival.NEW;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits while there is no room, until a third of it is free; not at all once a message was left.
     *
     * @param urgent whether something else is expected on the line that must be read for it, see {@link #hurry}
     */
    void awaitRoom(int size, BooleanSupplier urgent) throws InterruptedException {
        lock.lock();
        try {
            if (!bounded || left > 0 || !isFull(size)) {
                return;
            }
            waiting = true;
            long nanos = LONGEST_WAIT_NANOS;
            while (nanos > 0 && !isRoomy() && !urgent.getAsBoolean()) {
                nanos = room.awaitNanos(nanos);
            }
        } finally {
            waiting = false;
            lock.unlock();
        }
    }

    /** Has the waiting thread look again whether something else is urgent. */
    void hurry() {
        if (waiting) {
            lock.lock();
            try {
                room.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean isRoomy() {
        return sizes.size() <= MAX_MESSAGES * DONE && bytes <= MAX_BYTES * DONE;
    }

    boolean contains(int packetId) {
        lock.lock();
        try {
            return sizes.containsKey(packetId);
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull(int size) {
        return sizes.size() >= MAX_MESSAGES || (!sizes.isEmpty() && bytes + size > MAX_BYTES);
    }

    /** Answers how many messages were left with the broker, if now is the time to fetch them, and else zero. */
    int acknowledged(int packetId) {
        lock.lock();
        try {
            Integer size = sizes.remove(packetId);
            bytes -= size == null ? 0 : size;
            if (waiting && isRoomy()) {
                room.signal();
            }
            return sizes.size() <= roomBelow ? left : 0;
        } finally {
            lock.unlock();
        }
    }
}
