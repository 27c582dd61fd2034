package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Who waits for PINGRESP, in the order of PINGREQ. Any thread may call. */
final class Pings {

    private final ReentrantLock lock;
    private final Queue<Runnable> waiting = new ArrayDeque<>(1);

    /** @param lock the link's */
    Pings(ReentrantLock lock) {
        this.lock = lock;
    }

    /** @param send sends PINGREQ; false if it cannot be sent, and then nobody waits */
    void ping(BooleanSupplier send, Runnable answered) {
        lock.lock();
        try {
            if (send.getAsBoolean()) {
                waiting.add(answered);
            }
        } finally {
            lock.unlock();
        }
    }

    /** PINGRESP has come; one that nobody asked for is nobody's. */
    void pong() {
        Runnable answered;
        lock.lock();
        try {
            answered = waiting.poll();
        } finally {
            lock.unlock();
        }
        if (answered != null) {
            answered.run();
        }
    }

    /** The link is over. */
    void clear() {
        lock.lock();
        try {
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }
}
