package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Closed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.ConnectFailed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Dropped;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Fetching;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.SubscriptionRefused;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenInvalid;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenRenewed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceWorking;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Unclaimed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Locale;

/** Tells the connection's story in the log: one line an event, with what an operator can do about it. */
public final class OperatorLog implements ConnectionListener {

    /** All lines come under this name, whichever class the event comes from. */
    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

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
                    "{}. Give every process its own device-id. (No other client? Then the service closes for what this"
                            + " one sends: a parent topic that is not in the console, or a missing permission; or"
                            + " something on the way cuts connections. The client's trace in the console tells.) {}, next"
                            + " try in {}",
                    e.reason(connection.clientId()),
                    connection,
                    seconds(e.nextTry()));
        } else if (event instanceof SubscriptionRefused e) {
            LOG.error("{}: {}", connection, e.reason());
        } else if (event instanceof Unclaimed e) {
            LOG.warn(
                    "{}: no route takes the {}; {} so far. It is not acknowledged (QoS 0: it is gone). Add its topic to a"
                            + " consumer, as in paho:{}",
                    connection.clientId(),
                    e.example(),
                    e.total(),
                    e.example().topic());
        } else if (event instanceof Dropped e) {
            LOG.warn(
                    "{}: QoS 0 arrives faster than its route takes it; {} dropped so far, last on {}",
                    connection.clientId(),
                    e.total(),
                    e.example().topic());
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
        } else if (event instanceof Closed) {
            LOG.info("closed the connection {}", connection);
        }
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
