package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;

import java.util.List;
import java.util.function.Supplier;

/**
 * Ready means connected: DOWN while one of its connections is not, or while the broker refuses one of their topic
 * filters. It is no liveness check, since restarting this process does not bring a broker back.
 */
final class ConnectionHealthCheck extends ConnectionCheck {

    ConnectionHealthCheck(String id, Supplier<List<ConnectionStatus>> connections) {
        super(id, Kind.READINESS, connections);
    }

    /** Up still, but not for ever. */
    @Override
    String warning(ConnectionStatus status) {
        return status.tokenTrouble() == null
                ? ""
                : status.clientId() + " has " + status.tokenLeft().toSeconds()
                        + " s until its token expires and gets no new one: " + status.tokenTrouble();
    }

    @Override
    String complaint(ConnectionStatus status) {
        if (status.state() != ConnectionState.CONNECTED) {
            return status.clientId() + " is not connected to " + status.server()
                    + (status.lastError() == null ? "" : ": " + status.lastError());
        }
        return String.join("; ", status.refused().values());
    }
}
