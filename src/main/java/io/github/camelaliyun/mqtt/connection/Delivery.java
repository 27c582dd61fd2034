package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;

/** One beginning of a message by one subscriber. */
public final class Delivery {

    private static final long LONGEST_PAUSE_SECONDS = 30;
    private static final int MOST_DOUBLINGS = 10;

    private final InboundMessage message;
    /** An exchange, perhaps of another subscriber, had begun with it before. */
    private final boolean seen;

    private final int failures;
    private final Subscriber.Diversion diversion;

    /** When it began; guarded by the lock of {@link Inbound}, as the next one. */
    long begunNanos;
    /** Of one that pauses: when it is to be begun again. */
    long dueNanos;

    Delivery(InboundMessage message) {
        this(message, message.begun, 0, null);
    }

    private Delivery(InboundMessage message, boolean seen, int failures, Subscriber.Diversion diversion) {
        this.message = message;
        this.seen = seen;
        this.failures = failures;
        this.diversion = diversion;
    }

    /** The next beginning, after this one has failed. */
    Delivery again() {
        return new Delivery(message, true, failures + 1, diversion);
    }

    /** The next beginning, elsewhere, since the last attempt here has failed. */
    Delivery givenUp() {
        return new Delivery(message, true, failures, Subscriber.Diversion.GIVEN_UP);
    }

    /** The same for a subscriber that is started or not: what fails elsewhere is no attempt of the subscriber. */
    Delivery whileStarted(boolean started) {
        if (started == (diversion != Subscriber.Diversion.STOPPED) || diversion == Subscriber.Diversion.GIVEN_UP) {
            return this;
        }
        return new Delivery(message, seen, 0, started ? null : Subscriber.Diversion.STOPPED);
    }

    /** {@return the message that is delivered} */
    public InboundMessage message() {
        return message;
    }

    /** How often this subscriber has failed with the message before. */
    int failures() {
        return failures;
    }

    /** {@return whether an exchange, perhaps of another subscriber or program, may have seen this message before} */
    public boolean redelivered() {
        return seen || message.duplicate();
    }

    /** Null if it goes to the subscriber itself. */
    Subscriber.Diversion diversion() {
        return diversion;
    }

    /** Doubling from one second to thirty; what makes a message fail often makes many fail, so it must not spin. */
    Duration pause() {
        return Duration.ofSeconds(Math.min(
                1L << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS), LONGEST_PAUSE_SECONDS));
    }
}
