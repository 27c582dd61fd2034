package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.connection.InboundStatus;
import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Ready means connected and getting on: DOWN while one of its connections is not up, while the broker refuses one of their
 * topic filters, while a stopped route holds messages of a persistent session, and while messages do not end. It is no liveness check, since restarting this process does not bring a broker back.
 */
public final class ConnectionHealthCheck extends ConnectionCheck {

    /** A message may take long; one that takes so long, with nothing else getting on, is told. */
    private static final Duration UNFINISHED = Duration.ofMinutes(5);

    private static final Duration NOTHING_ACKNOWLEDGED = Duration.ofMinutes(1);

    /**
     * Makes a check, which is yet to be registered.
     *
     * @param id name of the check in Camel's registry
     * @param connections answers the present state of each connection; called from any thread
     */
    public ConnectionHealthCheck(String id, Supplier<List<ConnectionStatus>> connections) {
        super(id, Kind.READINESS, connections);
    }

    /** Up still, but not for ever. */
    @Override
    String warning(ConnectionStatus status) {
        return status.tokenTrouble() == null
                ? ""
                : Printable.of(status.clientId()) + " has " + status.tokenLeft().toSeconds()
                        + " s until its token expires and gets no new one: " + status.tokenTrouble();
    }

    @Override
    String complaint(ConnectionStatus status) {
        if (!status.wanted()) {
            return "";
        }
        if (status.state() != ConnectionState.CONNECTED) {
            return Printable.of(status.clientId()) + " is not connected to " + status.server()
                    + (status.lastError() == null ? "" : ": " + status.lastError());
        }
        List<String> complaints = new ArrayList<>(status.refused().values());
        InboundStatus inbound = status.inbound();
        inbound.stopped()
                .forEach((route, messages) -> complaints.add(Printable.of(status.clientId()) + ": route " + route
                        + " is stopped and holds " + messages
                        + " messages of the persistent session, which may keep those of"
                        + " other routes waiting: start it, remove it, or set whenStopped to discard or an endpoint"));
        inbound.overdue()
                .forEach((route, messages) -> complaints.add(Printable.of(status.clientId()) + ": " + messages
                        + " exchanges of route " + route + " have not completed within its completionTimeout"));
        if (inbound.oldestAge() != null
                && inbound.oldestAge().compareTo(UNFINISHED) >= 0
                && inbound.sinceAcknowledged().compareTo(NOTHING_ACKNOWLEDGED) >= 0) {
            complaints.add(Printable.of(status.clientId()) + ": a message on " + inbound.oldestTopic()
                    + " has been unfinished for "
                    + inbound.oldestAge().toMinutes() + " min, and nothing was acknowledged for "
                    + inbound.sinceAcknowledged().toMinutes() + " min"
                    + (inbound.holders().isEmpty() ? "" : " (" + inbound.holders() + ")"));
        }
        return String.join("; ", complaints);
    }
}
