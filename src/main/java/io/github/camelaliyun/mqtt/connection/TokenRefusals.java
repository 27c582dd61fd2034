package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** For which parent topics the token source refuses a token, why, and until when they are not asked for again. */
final class TokenRefusals {

    static final int MOST_REMEMBERED = 100;

    private static final class Refusal {
        private final Backoff backoff;
        private String reason;
        private long at;
        private long until;

        Refusal(RandomGenerator random) {
            backoff = new Backoff(random);
        }
    }

    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    /** The latest last. */
    private final Map<String, Refusal> refusals = new LinkedHashMap<>();

    TokenRefusals(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.random = random;
    }

    static String lacking(String name, String reason) {
        return "no token for '" + Printable.of(name) + "/#': " + reason;
    }

    /**
     * Takes note of one.
     *
     * @param mayPass whether it may be another's fault, so that it is asked for again sooner
     */
    void add(String name, String reason, boolean mayPass) {
        Refusal refusal = refusals.remove(name);
        if (refusal == null) {
            refusal = new Refusal(random);
        }
        Duration pause = TokenSupply.limited(refusal.backoff.next());
        refusal.at = nanoTime.getAsLong();
        refusal.until = refusal.at + (mayPass ? pause : Backoff.LONGEST).toNanos();
        refusal.reason = lacking(name, reason);
        refusals.put(name, refusal);
    }

    void remove(String name) {
        refusals.remove(name);
    }

    /** Forgets the oldest, if there are too many of those that nobody uses. */
    void trim(Predicate<String> isUsed, int used) {
        refusals.keySet().stream()
                .filter(each -> !isUsed.test(each))
                .limit(Math.max(0, refusals.size() - used - MOST_REMEMBERED))
                .toList()
                .forEach(refusals::remove);
    }

    boolean contains(String name) {
        return refusals.containsKey(name);
    }

    /** Whether a parent topic has not been granted, and is not refused at this moment. */
    boolean isDue(ParentTopic parent) {
        return !parent.granted && !isInForce(parent.name);
    }

    /** Whether it is not to be asked for at this moment. */
    boolean isInForce(String name) {
        Refusal refusal = refusals.get(name);
        return refusal != null && refusal.until - nanoTime.getAsLong() > 0;
    }

    /** Why this one was refused; null if it was not. */
    String reasonOf(String name) {
        Refusal refusal = refusals.get(name);
        return refusal == null ? null : refusal.reason;
    }

    /** Why this one was refused at this time or later; empty if it was not. */
    Optional<String> since(String name, long nanos) {
        Refusal refusal = refusals.get(name);
        return refusal == null || refusal.at - nanos < 0 ? Optional.empty() : Optional.of(refusal.reason);
    }

    /** When one of these is to be asked for again; empty if there is no such thing. */
    Optional<Duration> nextRetry(Predicate<String> which) {
        return refusals.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .map(entry -> Duration.ofNanos(Math.max(0, entry.getValue().until - nanoTime.getAsLong())))
                .min(Comparator.naturalOrder());
    }

    /** Why these are refused; empty if none is. */
    Optional<String> reasons(Predicate<String> which) {
        String text = refusals.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .map(entry -> entry.getValue().reason)
                .sorted()
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
