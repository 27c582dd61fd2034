package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;

/**
 * How a subscriber takes its messages.
 *
 * @param concurrency how many it may begin before one of their turns is over; one keeps the order
 * @param maxInProgress how many may have begun and not ended, those included that went on elsewhere
 * @param maxDeliveryAttempts how often a message that fails is tried; zero is without end
 * @param completionTimeout after which a delivery that has not ended is reported
 * @param whenStopped what becomes of the messages of a persistent session while the subscriber is stopped or suspended
 */
public record SubscriberOptions(
        int concurrency,
        int maxInProgress,
        int maxDeliveryAttempts,
        Duration completionTimeout,
        WhenStopped whenStopped) {

    private static final int DEFAULT_MAX_IN_PROGRESS = 1_000;
    private static final Duration DEFAULT_COMPLETION_TIMEOUT = Duration.ofMinutes(5);

    /** What becomes of the messages of a subscriber that is stopped or suspended, in a persistent session. */
    public enum WhenStopped {
        /** They wait for its start: nothing is lost, and nobody else's place in the broker's window is safe. */
        KEEP,
        /** They are acknowledged. */
        DISCARD,
        /** They go where {@link Subscriber#divert} takes them. */
        DIVERT
    }

    /** {@return the defaults: in order, without a limit on attempts} */
    public static SubscriberOptions defaults() {
        return new SubscriberOptions(1, DEFAULT_MAX_IN_PROGRESS, 0, DEFAULT_COMPLETION_TIMEOUT, WhenStopped.KEEP);
    }
}
