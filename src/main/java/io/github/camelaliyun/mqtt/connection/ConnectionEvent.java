package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What happens to a connection and is worth telling an operator. */
public sealed interface ConnectionEvent {

    /**
     * CONNACK has been received.
     *
     * @param sessionPresent whether the broker had kept the session
     * @param outage how long the connection had been lost; null the first time
     */
    record Connected(boolean sessionPresent, Duration outage) implements ConnectionEvent {}

    /**
     * A connect did not succeed.
     *
     * @param reason the cause and the cure, in words
     * @param nextTry how long until the next connect
     */
    record ConnectFailed(String reason, Duration nextTry) implements ConnectionEvent {}

    /**
     * A connection that was up has ended.
     *
     * @param reason the cause, in words
     * @param lived how long it had been up
     * @param nextTry how long until the next connect
     */
    record Lost(String reason, Duration lived, Duration nextTry) implements ConnectionEvent {}

    /**
     * The connection was lost in the way that a second client with the same clientId makes it.
     *
     * @param times how often the server has closed this connection
     * @param within since the first of these times
     * @param nextTry how long until the next connect
     * @param after what the server may have closed for, in words, with its cure; null for none
     */
    record TakenOver(int times, Duration within, Duration nextTry, String after) implements ConnectionEvent {

        /**
         * {@return the cause in words, without its cure}
         *
         * @param clientId the client identifier of the connection
         */
        public String reason(String clientId) {
            return String.format(
                    Locale.ROOT,
                    "the server closed this connection %d times in %.1f s and accepted it again each time%s possibly another"
                            + " client uses clientId %s",
                    times,
                    within.toMillis() / 1000.0,
                    after == null ? ":" : ", now right after " + after + ", or",
                    Printable.of(clientId));
        }
    }

    /**
     * The broker refused a topic filter.
     *
     * @param subscription what was asked for
     * @param reason the cause and the cure, in words
     */
    record SubscriptionRefused(Subscription subscription, String reason) implements ConnectionEvent {}

    /**
     * Messages were given up that no subscriber takes; told at most once a minute.
     *
     * @param topic of one of them
     * @param qos of this one
     * @param total how many since the connection was made
     * @param persistent whether the session may have a topic filter of an earlier program
     */
    record Unclaimed(String topic, int qos, long total, boolean persistent) implements ConnectionEvent {}

    /**
     * A message was skipped that was larger than it may be.
     *
     * @param topic its topic name
     * @param size of its payload, in bytes
     * @param limit of its packet, in bytes
     * @param total how many messages were unclaimed since the connection was made, this one included
     */
    record Oversized(String topic, long size, int limit, long total) implements ConnectionEvent {}

    /**
     * A QoS 0 message was dropped, since its consumer was too far behind; told at each power of two.
     *
     * @param topic of the latest of them
     * @param total how many since the connection was made
     */
    record Dropped(String topic, long total) implements ConnectionEvent {}

    /**
     * A subscriber gets a message no more.
     *
     * @param message its topic, QoS and size, in words
     * @param subscriber the subscriber's name, see {@link Subscriber#name()}
     * @param attempts how often it failed with it
     * @param fate why it is not tried again
     */
    record GivenUp(String message, String subscriber, int attempts, Fate fate) implements ConnectionEvent {

        /** Why a message is not tried again. */
        public enum Fate {
            /** There may be no more attempts, and it is acknowledged. */
            LAST_ATTEMPT,
            /** There may be no more attempts, and it goes elsewhere. */
            DIVERTED,
            /** The clean session that it came in has ended, and others need the room that it takes. */
            NO_ROOM,
            /** It was left with the broker, which has lost the session. */
            SESSION_LOST
        }
    }

    /**
     * Nobody can tell any more what became of a message that a subscriber handed over; it counts as failed.
     *
     * @param message its topic, QoS and size, in words
     * @param subscriber the subscriber's name, see {@link Subscriber#name()}
     */
    record OutcomeLost(String message, String subscriber) implements ConnectionEvent {}

    /**
     * Whoever gives the credentials has not answered yet; told once for each attempt.
     *
     * @param waited how long
     */
    record CredentialsLate(Duration waited) implements ConnectionEvent {}

    /**
     * The connection is made anew, to fetch messages that there was no room for.
     *
     * @param left how many messages the broker has been left with
     */
    record Fetching(int left) implements ConnectionEvent {}

    /**
     * New tokens are in force on the present connection.
     *
     * @param until when the first of them expires
     */
    record TokenRenewed(Instant until) implements ConnectionEvent {}

    /**
     * Tokens cannot be fetched any more; told once, until {@link TokenSourceWorking}.
     *
     * @param reason the cause and the cure, in words
     * @param left how long the present ones live on
     */
    record TokenSourceFailing(String reason, Duration left) implements ConnectionEvent {}

    /**
     * Tokens can be fetched again.
     *
     * @param until when the first of the new ones expires
     */
    record TokenSourceWorking(Instant until) implements ConnectionEvent {}

    /**
     * The service does not accept a token of this connection, which it will close.
     *
     * @param reason the cause and the cure, in words
     */
    record TokenInvalid(String reason) implements ConnectionEvent {}

    /** The connection was closed because nobody uses it for the time being. */
    record Rests() implements ConnectionEvent {}

    /** The connection was closed by its user. */
    record Closed() implements ConnectionEvent {}
}
