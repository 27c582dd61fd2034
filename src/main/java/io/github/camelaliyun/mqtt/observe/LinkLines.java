package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Closed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.ConnectFailed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.CredentialsLate;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Fetching;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Rests;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;

/** What the log says of a connection itself: that it is up, lost, tried again or closed. */
final class LinkLines {

    private LinkLines() {}

    /** False, and nothing said, of an event about something else. */
    static boolean tell(ConnectionOptions connection, ConnectionEvent event) {
        if (event instanceof Connected e) {
            OperatorLog.LOG.info(
                    "connected to {}{}{}",
                    connection,
                    e.outage() == null ? "" : " again, after " + OperatorLog.seconds(e.outage()),
                    e.sessionPresent() ? ", session present" : "");
        } else if (event instanceof ConnectFailed e) {
            OperatorLog.LOG.warn(
                    "cannot connect {}: {}. Next try in {}", connection, e.reason(), OperatorLog.seconds(e.nextTry()));
        } else if (event instanceof Lost e) {
            OperatorLog.LOG.warn(
                    "lost the connection {} after {}: {}. Next try in {}",
                    connection,
                    OperatorLog.seconds(e.lived()),
                    e.reason(),
                    OperatorLog.seconds(e.nextTry()));
        } else if (event instanceof TakenOver e) {
            OperatorLog.LOG.warn(
                    "{} (then give every process its own Device ID), or the server closes for what this client sends (a"
                            + " parent topic that is not in the console, a missing permission), or something on the way"
                            + " cuts connections. The client's trace in the console tells. {}, next try in {}",
                    e.reason(connection.clientId()),
                    connection,
                    OperatorLog.seconds(e.nextTry()));
        } else if (event instanceof CredentialsLate e) {
            OperatorLog.LOG.warn(
                    "{}: waiting for credentials for {} already: the credential processor or token source has not"
                            + " returned",
                    connection,
                    OperatorLog.seconds(e.waited()));
        } else if (event instanceof Fetching e) {
            OperatorLog.LOG.info(
                    "{}: the broker sent more than the routes could take; connecting again to fetch the {} messages that"
                            + " were left with it",
                    connection,
                    e.left());
        } else if (event instanceof Rests) {
            OperatorLog.LOG.info("closed the connection {}: no route that uses it is started", connection);
        } else if (event instanceof Closed) {
            OperatorLog.LOG.info("closed the connection {}", connection);
        } else {
            return false;
        }
        return true;
    }
}
