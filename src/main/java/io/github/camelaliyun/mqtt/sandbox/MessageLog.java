package io.github.camelaliyun.mqtt.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * The latest messages, and the wait for one. The oldest go first once there are too many, so that a sandbox that runs for days
 * does not grow; the latest one stays whatever its size. Thread-safe; nobody waits in {@link #add}.
 *
 * @param <M> a kind of message
 */
final class MessageLog<M> {

    static final int MAX_MESSAGES = 10_000;
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private record Waiter<M>(Predicate<M> wanted, CompletableFuture<M> found) {}

    private final ToIntFunction<M> size;
    private final Deque<M> messages = new ArrayDeque<>();
    private final List<Waiter<M>> waiters = new ArrayList<>();
    private long bytes;

    /** @param size bytes of a message */
    MessageLog(ToIntFunction<M> size) {
        this.size = size;
    }

    synchronized void add(M message) {
        messages.addLast(message);
        bytes += size.applyAsInt(message);
        while (messages.size() > MAX_MESSAGES || (bytes > MAX_BYTES && messages.size() > 1)) {
            bytes -= size.applyAsInt(messages.removeFirst());
        }
        waiters.stream()
                .filter(waiter -> waiter.wanted().test(message))
                .forEach(waiter -> waiter.found().complete(message));
    }

    /** Oldest first. */
    synchronized List<M> all() {
        return new ArrayList<>(messages);
    }

    /** The oldest such message. */
    synchronized Optional<M> find(Predicate<M> wanted) {
        return messages.stream().filter(wanted).findFirst();
    }

    /**
     * Waits until there is such a message.
     *
     * @param wanted is asked with the log's monitor held
     * @return the oldest one; empty if there was none in time
     */
    Optional<M> await(Predicate<M> wanted, Duration limit) throws InterruptedException {
        Waiter<M> waiter = new Waiter<>(wanted, new CompletableFuture<>());
        synchronized (this) {
            Optional<M> present = find(wanted);
            if (present.isPresent()) {
                return present;
            }
            waiters.add(waiter);
        }
        try {
            return Optional.of(waiter.found().get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails a waiter", e);
        } finally {
            synchronized (this) {
                waiters.remove(waiter);
            }
        }
    }
}
