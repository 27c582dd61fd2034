package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Messages that no subscriber takes: kept for one that is still starting, or being loaded again, until the grace is over.
 *
 * <p>The grace is one for all of them, not one for each: who sends on and on what nobody takes would fill the broker's
 * window again and again, and starve everybody else. It runs from the first of them after a quiet minute, or from the last
 * time that a subscriber went.
 *
 * <p>Guarded by the lock of {@link Inbound}, which alone calls it.
 */
final class Unclaimables {

    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();
    /** How often an operator is told at most. */
    private static final long SILENCE_NANOS = Duration.ofMinutes(1).toNanos();

    /**
     * A message that waits.
     *
     * @param parts how many subscribers went without it
     * @param alone whether no other subscriber has had it
     */
    record Entry(InboundMessage message, int parts, boolean alone) {}

    private final long graceNanos;
    private final Map<Long, Entry> waiting = new TreeMap<>();
    private long changedNanos;
    private long beganNanos;
    private long latestNanos;
    private long toldNanos;
    private boolean anyArrived;
    private boolean anyTold;
    private long total;

    Unclaimables(Duration grace, long nowNanos) {
        this.graceNanos = grace.toNanos();
        this.changedNanos = nowNanos;
        this.beganNanos = nowNanos;
    }

    /** A subscriber went. */
    void changed(long nowNanos) {
        changedNanos = nowNanos;
    }

    /** A message arrives that nobody takes; whether it may wait. */
    boolean arrives(long nowNanos) {
        if (!anyArrived || nowNanos - latestNanos > QUIET_NANOS) {
            beganNanos = nowNanos;
        }
        anyArrived = true;
        latestNanos = nowNanos;
        return !isGraceOver(nowNanos);
    }

    boolean isGraceOver(long nowNanos) {
        return nowNanos - startNanos() >= graceNanos;
    }

    /** How long the grace lasts still. */
    Duration left(long nowNanos) {
        return Duration.ofNanos(Math.max(0, startNanos() + graceNanos - nowNanos));
    }

    private long startNanos() {
        return changedNanos - beganNanos > 0 ? changedNanos : beganNanos;
    }

    void add(InboundMessage message, boolean alone) {
        waiting.merge(
                message.sequence(),
                new Entry(message, 1, alone),
                (old, one) -> new Entry(message, old.parts() + 1, old.alone() && alone));
    }

    /** Takes out what a new subscriber wants, in the order of arrival: each message once, for one of those who went. */
    List<InboundMessage> claim(Predicate<InboundMessage> wanted) {
        List<InboundMessage> claimed =
                waiting.values().stream().map(Entry::message).filter(wanted).toList();
        claimed.forEach(message -> waiting.computeIfPresent(
                message.sequence(),
                (sequence, entry) -> entry.parts() == 1 ? null : new Entry(message, entry.parts() - 1, false)));
        return claimed;
    }

    void remove(InboundMessage message) {
        waiting.remove(message.sequence());
    }

    /** Gives a message another place in the order, whether it is here or not. */
    void move(InboundMessage message, long sequence) {
        Entry entry = waiting.remove(message.sequence());
        message.comesAgain(sequence);
        if (entry != null) {
            waiting.put(sequence, entry);
        }
    }

    Collection<Entry> takeAll() {
        List<Entry> all = new ArrayList<>(waiting.values());
        waiting.clear();
        return all;
    }

    int size() {
        return waiting.size();
    }

    /** Counts one that is given up; returns how many since the start. */
    long count() {
        return ++total;
    }

    long total() {
        return total;
    }

    /** Whether an operator has not been told for a while; then this counts as telling. */
    boolean mayTell(long nowNanos) {
        if (anyTold && nowNanos - toldNanos < SILENCE_NANOS) {
            return false;
        }
        anyTold = true;
        toldNanos = nowNanos;
        return true;
    }
}
