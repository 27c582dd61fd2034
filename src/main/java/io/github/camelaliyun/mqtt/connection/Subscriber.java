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

    /** {@return what operators call it: the id of its route} */
    String name();

    /** {@return whether its first start is to come by itself} Called under the lock of the connection: must return at once. */
    default boolean isComing() {
        return false;
    }

    /** {@return its topic filters; the same list for as long as it is declared} */
    List<Subscription> subscriptions();

    /** {@return how it takes its messages; the same for as long as it is declared} */
    SubscriberOptions options();

    /**
     * Processes a message that matches at least one of the filters.
     *
     * @param delivery the message, with what has become of it before
     * @param outcome to be told once, then or later
     */
    void process(Delivery delivery, Outcome outcome);

    /**
     * {@return whether {@link #divert} has a place for the message}
     *
     * @param why it does not go to the subscriber itself
     */
    boolean diverts(Diversion why);

    /**
     * Takes a message elsewhere; like {@link #process}.
     *
     * @param delivery the message, with what has become of it before
     * @param why it does not go to the subscriber itself
     * @param outcome to be told once, then or later
     */
    void divert(Delivery delivery, Diversion why, Outcome outcome);

    /**
     * Learns that the broker does not deliver one of its filters as it was asked to.
     *
     * @param subscription one of {@link #subscriptions()}
     * @param reason the cause and the cure, in words
     */
    void onRefused(Subscription subscription, String reason);
}
