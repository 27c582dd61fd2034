package io.github.camelaliyun.mqtt.connection;

import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Until when a subscriber waits for what the broker has retained for its filters, and of which topics it has had that.
 * Guarded by the lock of {@link Inbound}.
 */
final class RetainedMessages {

    /** Topics that a subscriber has had a retained message of, as far as it is worth to know. */
    private static final int MOST_TOPICS = 10_000;

    private final Set<String> topics = new HashSet<>();
    private boolean awaited;
    private long untilNanos;

    /** From now on the broker sends them. */
    void await(long until) {
        topics.clear();
        awaited = true;
        untilNanos = until;
    }

    /** The subscriber has ended with one: the next may come until then. */
    void awaitMore(long until) {
        untilNanos = until;
    }

    /** One that the subscriber has counts as sent for its present start. */
    void keep(String topic) {
        topics.add(topic);
    }

    /**
     * Whether one is for the subscriber; once for each topic.
     *
     * @param until if it is, the next may come until then
     * @param atWork whether the subscriber has not ended with all that it has of them
     */
    boolean takes(String topic, long now, long until, BooleanSupplier atWork) {
        if (!awaited) {
            return false;
        }
        // A broker sends the rest when there is room in its window: not before these have been acknowledged.
        if (now - untilNanos > 0 && !atWork.getAsBoolean()) {
            awaited = false;
            topics.clear();
            return false;
        }
        untilNanos = until;
        return topic.length() > Topics.LONG || topics.size() >= MOST_TOPICS || topics.add(topic);
    }
}
