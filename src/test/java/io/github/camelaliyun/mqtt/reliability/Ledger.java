package io.github.camelaliyun.mqtt.reliability;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import java.time.Duration;
import java.util.BitSet;

/**
 * The books of an experiment whose messages are numbered from 0: what the publisher was told is safe, and what the
 * consumer's route has processed. It takes two bits a message, so that it can be kept where a heap is measured. Any
 * thread may call the methods.
 */
public final class Ledger {

    private static final Duration POLL = Duration.ofMillis(10);
    private static final int NAMED = 20;

    private final BitSet acknowledged = new BitSet();
    private final BitSet processed = new BitSet();
    private int acknowledgedCount;
    private int processedCount;
    private long duplicates;

    /** The exchange that published the message has completed without an exception. */
    public synchronized void acknowledged(int message) {
        if (!acknowledged.get(message)) {
            acknowledged.set(message);
            acknowledgedCount++;
        }
    }

    /** The consumer's route has processed the message; answers whether that was the first time. */
    public synchronized boolean processed(int message) {
        if (processed.get(message)) {
            duplicates++;
            return false;
        }
        processed.set(message);
        processedCount++;
        return true;
    }

    /** Different messages that were acknowledged. */
    public synchronized int acknowledgedCount() {
        return acknowledgedCount;
    }

    /** Different messages that were processed. */
    public synchronized int processedCount() {
        return processedCount;
    }

    /** How often a message was processed that had been processed before. */
    public synchronized long duplicates() {
        return duplicates;
    }

    /** Messages that were acknowledged and have not been processed. */
    public synchronized int lost() {
        return lostMessages().cardinality();
    }

    /**
     * Waits until at least so many messages are acknowledged and nothing is lost.
     *
     * @throws AssertionError at the limit, with the numbers of messages that are missing
     */
    public void awaitAllProcessed(int messages, Duration limit) {
        try {
            Awaitility.await()
                    .atMost(limit)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .until(() -> acknowledgedCount() >= messages && processedCount() >= messages && lost() == 0);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("of " + messages + " messages, after " + limit + " more: " + this, e);
        }
    }

    @Override
    public synchronized String toString() {
        BitSet lost = lostMessages();
        return acknowledgedCount + " acknowledged, " + processedCount + " processed, " + duplicates + " duplicates, "
                + lost.cardinality() + " lost" + (lost.isEmpty() ? "" : ", the first of them " + first(lost));
    }

    /** The numbers of the messages that were acknowledged. */
    public synchronized BitSet acknowledgedMessages() {
        return (BitSet) acknowledged.clone();
    }

    /** The numbers of the messages that were acknowledged and have not been processed. */
    public synchronized BitSet lostMessages() {
        BitSet lost = (BitSet) acknowledged.clone();
        lost.andNot(processed);
        return lost;
    }

    private static String first(BitSet messages) {
        return messages.stream().limit(NAMED).boxed().toList().toString();
    }
}
