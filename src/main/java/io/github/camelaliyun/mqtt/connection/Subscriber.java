package io.github.camelaliyun.mqtt.connection;

import java.util.List;

/**
 * Somebody who takes the messages of some topic filters. All methods that do something are called on
 * {@link ConnectionThreads#callbacks()}, may block and may throw.
 */
public interface Subscriber {

    /** Why a message does not go to the subscriber itself. */
    enum Diversion {
        /** The last of its attempts failed. */
        GIVEN_UP,
        /** The subscriber is stopped or suspended. */
        STOPPED
    }

    /** What operators call it: the id of its route. */
    String name();

    /** Whether its first start is to come by itself. Called under the lock of the connection: must return at once. */
    default boolean isComing() {
        return false;
    }

    /** Its topic filters; the same list for as long as it is declared. */
    List<Subscription> subscriptions();

    /** The same for as long as it is declared. */
    SubscriberOptions options();

    /**
     * Processes a message that matches at least one of the filters.
     *
     * @param outcome to be told once, then or later
     */
    void process(Delivery delivery, Outcome outcome);

    /** Whether {@link #divert} has a place for this. */
    boolean diverts(Diversion why);

    /** Takes a message elsewhere; like {@link #process}. */
    void divert(Delivery delivery, Diversion why, Outcome outcome);

    /** Learns that the broker does not deliver one of its filters as it was asked to. */
    void onRefused(Subscription subscription, String reason);
}
