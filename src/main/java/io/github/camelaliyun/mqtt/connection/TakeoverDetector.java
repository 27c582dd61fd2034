package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Recognises what a second client with the same clientId does to this one. MQTT 3.1.1 has no packet that says so
 * (3.1.4-2: the server just disconnects the existing client), but the pattern is plain: the server closes the
 * connection, accepts the next one at the first attempt, and closes that one too. A broker that restarts or a broken
 * network refuses a connect in between. Guarded by its lifecycle's lock.
 */
final class TakeoverDetector {

    /** One close may be anything. */
    private static final int TELLING = 2;
    /** Longer than two rivals need, at their longest backoff, to throw each other out twice. */
    private static final Duration WINDOW = Duration.ofMinutes(3);

    private final Deque<Long> closes = new ArrayDeque<>(1);

    /** A connect failed: so it was not a rival who ended the connection before. */
    void connectFailed() {
        closes.clear();
    }

    /**
     * A connection ended; tells of a rival if there must be one.
     *
     * @param after what the server may have closed for, in words, with its cure; null for none
     */
    Optional<TakenOver> lost(boolean closedByServer, long nowNanos, Duration nextTry, String after) {
        if (!closedByServer) {
            closes.clear();
            return Optional.empty();
        }
        while (!closes.isEmpty() && nowNanos - closes.getFirst() > WINDOW.toNanos()) {
            closes.removeFirst();
        }
        closes.addLast(nowNanos);
        if (closes.size() < TELLING) {
            return Optional.empty();
        }
        return Optional.of(
                new TakenOver(closes.size(), Duration.ofNanos(nowNanos - closes.getFirst()), nextTry, after));
    }
}
