package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Closed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.ConnectFailed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.CredentialsLate;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Dropped;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Fetching;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.OutcomeLost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Oversized;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Rests;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.SubscriptionRefused;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenInvalid;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenRenewed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceWorking;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Unclaimed;
import io.github.camelaliyun.mqtt.connection.ConnectionListener;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.service.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells the connection's story in the log: one line an event, with what an operator can do about it. */
public final class OperatorLog implements ConnectionListener {

    /** All lines come under this name, whichever class the event comes from. */
    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

    private final Supplier<String> scheme;

    /**
     * Makes a listener for the connections of one component.
     *
     * @param scheme answers that of the routes which use the component; called from any thread
     */
    public OperatorLog(Supplier<String> scheme) {
        this.scheme = scheme;
    }

    @Override
    public void onEvent(ConnectionOptions connection, ConnectionEvent event) {
        if (event instanceof Connected e) {
            LOG.info(
                    "connected to {}{}{}",
                    connection,
                    e.outage() == null ? "" : " again, after " + seconds(e.outage()),
                    e.sessionPresent() ? ", session present" : "");
        } else if (event instanceof ConnectFailed e) {
            LOG.warn("cannot connect {}: {}. Next try in {}", connection, e.reason(), seconds(e.nextTry()));
        } else if (event instanceof Lost e) {
            LOG.warn(
                    "lost the connection {} after {}: {}. Next try in {}",
                    connection,
                    seconds(e.lived()),
                    e.reason(),
                    seconds(e.nextTry()));
        } else if (event instanceof TakenOver e) {
            LOG.warn(
                    "{} (then give every process its own Device ID), or the server closes for what this client sends (a"
                            + " parent topic that is not in the console, a missing permission), or something on the way"
                            + " cuts connections. The client's trace in the console tells. {}, next try in {}",
                    e.reason(connection.clientId()),
                    connection,
                    seconds(e.nextTry()));
        } else if (event instanceof SubscriptionRefused e) {
            LOG.error("{}: {}", connection, e.reason());
        } else if (event instanceof Unclaimed e) {
            LOG.warn(
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
            LOG.warn(
                    "{}: a message of {} bytes on {} was skipped and acknowledged: maxPacketSize is {} bytes; {} messages"
                            + " without a route so far",
                    Printable.of(connection.clientId()),
                    e.size(),
                    Printable.of(e.topic()),
                    e.limit(),
                    e.total());
        } else if (event instanceof Dropped e) {
            LOG.warn(
                    "{}: QoS 0 arrives faster than its route takes it; {} dropped so far, last on {}",
                    Printable.of(connection.clientId()),
                    e.total(),
                    Printable.of(e.topic()));
        } else if (event instanceof GivenUp e) {
            LOG.error(
                    "{}: route {} failed {} times with the {}, {}",
                    Printable.of(connection.clientId()),
                    e.subscriber(),
                    e.attempts(),
                    e.message(),
                    whatBecomesOf(e));
        } else if (event instanceof OutcomeLost e) {
            LOG.warn(
                    "{}: the exchange of route {} with the {} was dropped without being completed; it counts as failed (QoS"
                            + " 1 and 2: it is tried again). Look for a step that takes exchanges and forgets them",
                    Printable.of(connection.clientId()),
                    e.subscriber(),
                    e.message());
        } else if (event instanceof CredentialsLate e) {
            LOG.warn(
                    "{}: waiting for credentials for {} already: the credential processor or token source has not"
                            + " returned",
                    connection,
                    seconds(e.waited()));
        } else if (event instanceof Fetching e) {
            LOG.info(
                    "{}: the broker sent more than the routes could take; connecting again to fetch the {} messages that"
                            + " were left with it",
                    connection,
                    e.left());
        } else if (event instanceof TokenRenewed e) {
            LOG.debug("{}: token renewed, now until {}", connection, e.until());
        } else if (event instanceof TokenSourceFailing e) {
            LOG.warn(
                    "{}: no new token: {}. Trying again; the present one lives on for {}",
                    connection,
                    e.reason(),
                    seconds(e.left()));
        } else if (event instanceof TokenSourceWorking e) {
            LOG.info("{}: there are tokens again, until {}", connection, e.until());
        } else if (event instanceof TokenInvalid e) {
            LOG.warn("{}: {}", connection, e.reason());
        } else if (event instanceof Rests) {
            LOG.info("closed the connection {}: no route that uses it is started", connection);
        } else if (event instanceof Closed) {
            LOG.info("closed the connection {}", connection);
        }
    }

    private static String whatBecomesOf(GivenUp e) {
        return switch (e.reason()) {
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

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
