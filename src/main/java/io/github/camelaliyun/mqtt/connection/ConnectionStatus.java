package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a connection is doing at one moment, for health checks and consoles.
 *
 * @param server the server's address, or several, without their queries
 * @param clientId the client identifier
 * @param state the present state
 * @param wanted whether somebody uses it, so that it is to be up
 * @param since when it came into that state
 * @param connects how often CONNACK was received: one more than the reconnects
 * @param lastError why the latest connect failed or the latest connection was lost; null if neither has happened
 * @param lastErrorAt when that was; null like {@code lastError}
 * @param counts what has passed it so far
 * @param inFlight publishes that wait to be sent or acknowledged
 * @param tokenLeft how long the tokens live on; null without tokens
 * @param tokenTrouble why they cannot be renewed at present; null if they can
 * @param inbound what has come in and has not ended
 */
public record ConnectionStatus(
        String server,
        String clientId,
        ConnectionState state,
        boolean wanted,
        Instant since,
        long connects,
        String lastError,
        Instant lastErrorAt,
        ConnectionCounts counts,
        int inFlight,
        Duration tokenLeft,
        String tokenTrouble,
        InboundStatus inbound) {

    /** {@return how often it has come back after a loss} */
    public long reconnects() {
        return Math.max(0, connects - 1);
    }

    /** {@return topic filters that the broker does not deliver as they were asked for, or not yet, with the reason} */
    public Map<String, String> refused() {
        return inbound.refused();
    }

    /**
     * {@return the same status without what concerns other subscribers alone}
     *
     * @param subscriber its name, see {@link Subscriber#name()}
     * @param subscriptions its topic filters, of which the refused ones are kept
     */
    public ConnectionStatus of(String subscriber, List<Subscription> subscriptions) {
        Predicate<String> own = subscriptions.stream().map(Subscription::filter).collect(Collectors.toSet())::contains;
        return new ConnectionStatus(
                server,
                clientId,
                state,
                wanted,
                since,
                connects,
                lastError,
                lastErrorAt,
                counts,
                inFlight,
                tokenLeft,
                tokenTrouble,
                inbound.only(subscriber::equals, own));
    }
}
