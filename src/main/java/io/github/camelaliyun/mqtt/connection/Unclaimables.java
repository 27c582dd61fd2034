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
 * <p>Guarded by the lock of {@link Inbound}, under which all methods are called.
 */
final class Unclaimables {

    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();
    /** How often an operator is told at most. */
    private static final long SILENCE_NANOS = Duration.ofMinutes(1).toNanos();

    /** Of a message that arrived when nobody was there for it. */
    private static final String NOBODY = "";

    /**
     * A message that waits.
     *
     * @param missed names of the subscribers that went without it, one for each part of it that waits here
     */
    record Entry(InboundMessage message, List<String> missed) {
        int parts() {
            return missed.size();
        }
    }

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

    /** A message that nobody was there for. */
    void add(InboundMessage message) {
        add(message, NOBODY);
    }

    /** A message that a subscriber went without. */
    void add(InboundMessage message, String name) {
        waiting.computeIfAbsent(message.sequence(), sequence -> new Entry(message, new ArrayList<>(1)))
                .missed()
                .add(name);
    }

    /**
     * Takes out what a new subscriber wants, in the order of arrival: its own part, as one that has been reloaded; else one
     * that was for nobody. A subscriber of another name gets a part of its own beside those that others went without, unless
     * it has one.
     */
    List<InboundMessage> claim(String name, Predicate<InboundMessage> wanted) {
        List<InboundMessage> claimed = new ArrayList<>();
        for (Entry entry : List.copyOf(waiting.values())) {
            InboundMessage message = entry.message();
            if (!wanted.test(message)) {
                continue;
            }
            boolean missing = entry.missed().remove(name)
                    || (!message.isHeldBy(name) && entry.missed().remove(NOBODY));
            if (missing || !message.isHeldBy(name)) {
                if (!missing) {
                    message.open++;
                }
                claimed.add(message);
            }
            if (entry.missed().isEmpty()) {
                waiting.remove(message.sequence());
            }
        }
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
