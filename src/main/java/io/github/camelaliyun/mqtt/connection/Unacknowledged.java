package io.github.camelaliyun.mqtt.connection;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the broker has sent on one link and waits for an acknowledgement of. MQTT 3.1.1 has no word with which a receiver
 * could ask for less at a time, and a broker that sends everything at once would fill the memory; the socket cannot be
 * left unread either, since acknowledgements for this side's own publishes come by it. So what is over the bound is left
 * with a broker that keeps a session: not held here, not acknowledged, and fetched by connecting again when there is
 * room. Any thread may call.
 */
final class Unacknowledged {

    /** Some times as many as brokers send unacknowledged by themselves: 20 (Mosquitto) to 1,000 (the sandbox). */
    static final int MAX_MESSAGES = 4_096;

    static final long MAX_BYTES = 8L * 1024 * 1024;
    /** There is room again when so much of what was there at the bound is done with. */
    private static final double DONE = 2.0 / 3;

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

    private final Map<Integer, Integer> sizes = new HashMap<>();
    private long bytes;
    private int left;
    private int roomBelow;

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
            return sizes.size() <= roomBelow ? left : 0;
        } finally {
            lock.unlock();
        }
    }
}
