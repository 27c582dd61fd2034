package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/** Who waits for PINGRESP, in the order of PINGREQ. Any thread may call. */
final class Pings {

    private final Queue<Runnable> waiting = new ArrayDeque<>(1);

    /** @param send sends PINGREQ; false if it cannot be sent, and then nobody waits */
    synchronized void ping(BooleanSupplier send, Runnable answered) {
        if (send.getAsBoolean()) {
            waiting.add(answered);
        }
    }

    /** PINGRESP has come; one that nobody asked for is nobody's. */
    void pong() {
        Runnable answered;
        synchronized (this) {
            answered = waiting.poll();
        }
        if (answered != null) {
            answered.run();
        }
    }

    /** The link is over. */
    synchronized void clear() {
        waiting.clear();
    }
}
