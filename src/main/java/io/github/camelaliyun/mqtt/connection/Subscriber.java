package io.github.camelaliyun.mqtt.connection;

import java.util.List;

/** Somebody who wants the messages of some topic filters. The connection calls it on the thread that reads. */
public interface Subscriber {

    /** Its topic filters; the same list for as long as it is registered. */
    List<Subscription> subscriptions();

    /**
     * Takes a message that matches at least one of the filters; called once per message. Must return at once.
     * {@link InboundMessage#complete()} is to follow when the message has been dealt with, on any thread.
     */
    void onMessage(InboundMessage message);

    /** The connection is up again: messages that were {@link InboundMessage.Standing#UNDECIDED} are so no more. */
    void onConnected();

    /** Learns that the broker refused one of its filters (SUBACK 0x80). */
    void onRefused(Subscription subscription, String reason);
}
