package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Fate;

import java.util.function.Predicate;

/** Those that messages are for. Called under the lock of {@link Inbound}, but for {@link #locked}. */
interface MessageHost {
    /** Runs this under the lock. */
    void locked(Runnable task);

    /** How many unacknowledged messages wait for nothing that is going on: their subscriber is stopped, or they pause. */
    int parked();

    /** A message has come again on another link, and has its place there. */
    void comesAgain(InboundMessage message, long sequence);

    /** Whether nobody is at work or about to be. */
    boolean isIdle();

    /** Of one that was left with a broker that has forgotten it: those for whom it was are told of, and get it no more. */
    void giveUp(InboundMessage message, Fate fate);

    /** Leaves one with the broker that waits for nothing but its next attempt; null if there is none. */
    InboundMessage evict(Predicate<InboundMessage> condition);
}
