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
import java.util.stream.Collectors;

/**
 * The latest messages, and the wait for one, which each call returns another of. The oldest go first once there are too many,
 * here or in the {@link MessageBudget}; the latest one stays whatever its size. Thread-safe; nobody waits in {@link #add}.
 *
 * @param <M> a kind of message
 */
final class MessageLog<M> {

    static final int MAX_MESSAGES = 10_000;
    static final int MAX_BYTES = 4 * 1024 * 1024;

    /** A message, and whether a call has returned it. */
    private final class Entry implements MessageBudget.Kept {
        private final M message;
        private boolean returned;

        Entry(M message) {
            this.message = message;
        }

        @Override
        public int bytes() {
            return size.applyAsInt(message);
        }

        @Override
        public void drop() {
            entries.removeFirst();
            bytes -= bytes();
        }
    }

    private record Waiter<M>(Predicate<M> wanted, CompletableFuture<M> found) {}

    private final ToIntFunction<M> size;
    private final MessageBudget budget;
    private final Deque<Entry> entries = new ArrayDeque<>();
    /** In the order in which they came. */
    private final List<Waiter<M>> waiters = new ArrayList<>();

    private long bytes;

    /**
     * @param size bytes of a message
     * @param budget shared with other logs; its monitor guards this one
     */
    MessageLog(ToIntFunction<M> size, MessageBudget budget) {
        this.size = size;
        this.budget = budget;
    }

    /** Of those who wait for such a message, the one who has waited longest gets it. */
    void add(M message) {
        synchronized (budget) {
            Entry entry = new Entry(message);
            entries.addLast(entry);
            bytes += entry.bytes();
            budget.added(entry);
            while (entries.size() > MAX_MESSAGES || (bytes > MAX_BYTES && entries.size() > 1)) {
                Entry oldest = entries.getFirst();
                budget.removed(oldest);
                oldest.drop();
            }
            Optional<Waiter<M>> first = waiters.stream()
                    .filter(waiter -> waiter.wanted().test(message))
                    .findFirst();
            first.ifPresent(waiter -> {
                entry.returned = true;
                waiters.remove(waiter);
                waiter.found().complete(message);
            });
        }
    }

    /** Oldest first. */
    List<M> all() {
        synchronized (budget) {
            return entries.stream().map(entry -> entry.message).collect(Collectors.toCollection(ArrayList::new));
        }
    }

    boolean isEmpty() {
        synchronized (budget) {
            return entries.isEmpty();
        }
    }

    /** How many such messages calls have returned, of those that are still there. */
    long returned(Predicate<M> wanted) {
        synchronized (budget) {
            return entries.stream()
                    .filter(entry -> entry.returned && wanted.test(entry.message))
                    .count();
        }
    }

    /** Who waits goes on waiting. */
    void clear() {
        synchronized (budget) {
            entries.forEach(budget::removed);
            entries.clear();
            bytes = 0;
        }
    }

    /** The oldest such message that no call has returned yet; this one does, so that the next call gets another. */
    Optional<M> take(Predicate<M> wanted) {
        synchronized (budget) {
            Optional<Entry> oldest = entries.stream()
                    .filter(entry -> !entry.returned && wanted.test(entry.message))
                    .findFirst();
            oldest.ifPresent(entry -> entry.returned = true);
            return oldest.map(entry -> entry.message);
        }
    }

    /**
     * Waits until there is such a message, which counts as returned then.
     *
     * @param wanted is asked with the log's monitor held
     * @return the oldest one that no call has returned yet; empty if there was none in time
     */
    Optional<M> await(Predicate<M> wanted, Duration limit) throws InterruptedException {
        Waiter<M> waiter = new Waiter<>(wanted, new CompletableFuture<>());
        synchronized (budget) {
            Optional<M> present = take(wanted);
            if (present.isPresent()) {
                return present;
            }
            waiters.add(waiter);
        }
        try {
            return Optional.of(waiter.found().get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return withdraw(waiter);
        } catch (InterruptedException e) {
            Optional<M> found = withdraw(waiter);
            if (found.isEmpty()) {
                throw e;
            }
            Thread.currentThread().interrupt();
            return found;
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails a waiter", e);
        }
    }

    /** What the waiter has got in the last moment belongs to it: nobody else would get it. */
    private Optional<M> withdraw(Waiter<M> waiter) {
        synchronized (budget) {
            waiters.remove(waiter);
            return Optional.ofNullable(waiter.found().getNow(null));
        }
    }
}
