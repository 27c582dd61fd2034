package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Dropped;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.OutcomeLost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Oversized;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.SubscriptionRefused;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Unclaimed;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.service.Printable;

import java.util.function.Supplier;

/** What the log says of subscriptions, and of messages that went another way than to a route. */
final class MessageLines {

    private MessageLines() {}

    /** False, and nothing said, of an event about something else. */
    static boolean tell(ConnectionOptions connection, ConnectionEvent event, Supplier<String> scheme) {
        if (event instanceof SubscriptionRefused e) {
            OperatorLog.LOG.error("{}: {}", connection, e.reason());
        } else if (event instanceof Unclaimed e) {
            OperatorLog.LOG.warn(
                    "{}: no route takes the messages on {}; {} so far. Such a message is acknowledged and given up (QoS 0:"
                            + " dropped). Add its topic to a consumer, as in {}:{}, or set unclaimed to an endpoint that"
                            + " takes them.{}",
                    Printable.of(connection.clientId()),
                    Printable.of(e.topic()),
                    e.total(),
                    scheme.get(),
                    Printable.of(e.topic()),
                    e.persistent()
                            ? " If an earlier program subscribed it in this persistent session, unsubscribe it by"
                                    + " connecting once with cleanSession=true and this clientId, which ends the session"
                            : "");
        } else if (event instanceof Oversized e) {
            OperatorLog.LOG.warn(
                    "{}: a message of {} bytes on {} was skipped and acknowledged: maxPacketSize is {} bytes; {} messages"
                            + " without a route so far",
                    Printable.of(connection.clientId()),
                    e.size(),
                    Printable.of(e.topic()),
                    e.limit(),
                    e.total());
        } else if (event instanceof Dropped e) {
            OperatorLog.LOG.warn(
                    "{}: QoS 0 arrives faster than its route takes it; {} dropped so far, last on {}",
                    Printable.of(connection.clientId()),
                    e.total(),
                    Printable.of(e.topic()));
        } else if (event instanceof GivenUp e) {
            OperatorLog.LOG.error(
                    "{}: route {} failed {} times with the {}, {}",
                    Printable.of(connection.clientId()),
                    e.subscriber(),
                    e.attempts(),
                    e.message(),
                    whatBecomesOf(e));
        } else if (event instanceof OutcomeLost e) {
            OperatorLog.LOG.warn(
                    "{}: the exchange of route {} with the {} was dropped without being completed; it counts as failed (QoS"
                            + " 1 and 2: it is tried again). Look for a step that takes exchanges and forgets them",
                    Printable.of(connection.clientId()),
                    e.subscriber(),
                    e.message());
        } else {
            return false;
        }
        return true;
    }

    private static String whatBecomesOf(GivenUp e) {
        return switch (e.fate()) {
            case LAST_ATTEMPT ->
                "which is its last attempt (maxDeliveryAttempts); it is acknowledged and given up: set"
                        + " deadLetterUri to keep it";
            case DIVERTED -> "which is its last attempt (maxDeliveryAttempts); it is sent to deadLetterUri";
            case NO_ROOM ->
                "which is given up: its clean session has ended, and what fails takes the room of others."
                        + " Make maxHeldBytes larger, or set cleanSession=false to keep it";
            case SESSION_LOST ->
                "which is lost: it was left with the broker, which has lost the session. Look at how long and where the"
                        + " broker keeps sessions";
        };
    }
}
