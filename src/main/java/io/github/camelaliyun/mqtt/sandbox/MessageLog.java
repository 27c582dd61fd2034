package io.github.camelaliyun.mqtt.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * The latest messages, and the wait for one. The oldest go first once there are too many, so that a sandbox that runs for days
 * does not grow. Thread-safe.
 *
 * @param <M> a kind of message
 */
final class MessageLog<M> {

    private static final int MAX_MESSAGES = 10_000;
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final ToIntFunction<M> size;
    private final Deque<M> messages = new ArrayDeque<>();
    private int bytes;

    /** @param size bytes of a message's payload */
    MessageLog(ToIntFunction<M> size) {
        this.size = size;
    }

    synchronized void add(M message) {
        messages.addLast(message);
        bytes += size.applyAsInt(message);
        while (messages.size() > MAX_MESSAGES || bytes > MAX_BYTES) {
            bytes -= size.applyAsInt(messages.removeFirst());
        }
        notifyAll();
    }

    /** Oldest first. */
    synchronized List<M> all() {
        return new ArrayList<>(messages);
    }

    /**
     * Waits until there is such a message.
     *
     * @return the oldest one; empty if there was none in time
     */
    synchronized Optional<M> await(Predicate<M> wanted, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<M> found = messages.stream().filter(wanted).findFirst();
            long left = end - System.nanoTime();
            if (found.isPresent() || left <= 0) {
                return found;
            }
            // A millisecond more, so that it is not zero, which waits for ever.
            wait(Duration.ofNanos(left).toMillis() + 1);
        }
    }

    /**
     * The same for a message that must come.
     *
     * @param nothing what to say if there was none
     * @throws SandboxException if there was none in time; the message says what there was
     */
    M require(Predicate<M> wanted, Duration limit, String nothing) {
        try {
            return await(wanted, limit)
                    .orElseThrow(() ->
                            new SandboxException(nothing + " within " + limit.toMillis() + " ms; there was: " + all()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while a message was waited for", e);
        }
    }
}
