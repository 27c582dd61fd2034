package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a connection is doing at one moment, for health checks and consoles.
 *
 * @param server the server's address, or several
 * @param clientId the client identifier
 * @param state the present state
 * @param since when it came into that state
 * @param connects how often CONNACK was received: one more than the reconnects
 * @param lastError why the latest connect failed or the latest connection was lost; null if neither has happened
 * @param lastErrorAt when that was; null like {@code lastError}
 * @param counts what has passed it so far
 * @param inFlight publishes that wait to be sent or acknowledged
 * @param unclaimed messages since the start that found no subscriber when they arrived
 * @param held those of them that still wait, unacknowledged
 * @param dropped QoS 0 messages since the start that were dropped because their consumer was too far behind
 * @param tokenLeft how long the tokens live on; null without tokens
 * @param tokenTrouble why they cannot be renewed at present; null if they can
 * @param refused topic filters that the broker refused, with the reason
 */
public record ConnectionStatus(
        String server,
        String clientId,
        ConnectionState state,
        Instant since,
        long connects,
        String lastError,
        Instant lastErrorAt,
        ConnectionCounts counts,
        int inFlight,
        long unclaimed,
        int held,
        long dropped,
        Duration tokenLeft,
        String tokenTrouble,
        Map<String, String> refused) {

    public ConnectionStatus {
        refused = Map.copyOf(refused);
    }

    /** How often it has come back. */
    public long reconnects() {
        return Math.max(0, connects - 1);
    }

    /** The same with the refusals of these topic filters alone. */
    public ConnectionStatus withRefusalsOf(List<Subscription> subscriptions) {
        Map<String, String> own = new HashMap<>(refused);
        own.keySet().retainAll(subscriptions.stream().map(Subscription::filter).toList());
        return new ConnectionStatus(
                server,
                clientId,
                state,
                since,
                connects,
                lastError,
                lastErrorAt,
                counts,
                inFlight,
                unclaimed,
                held,
                dropped,
                tokenLeft,
                tokenTrouble,
                own);
    }
}
