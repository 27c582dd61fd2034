package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.connection.InboundStatus;
import io.github.camelaliyun.mqtt.connection.Printable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A connection's status in the words that health checks and the developer console show. Holds no secret. */
final class ConnectionDetails {

    private ConnectionDetails() {}

    /** Name to value, in the order to be read; each name with the prefix in front. */
    static Map<String, Object> of(ConnectionStatus status, String prefix) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(prefix + "clientId", Printable.of(status.clientId()));
        details.put(prefix + "server", status.server());
        details.put(prefix + "state", status.state().name());
        details.put(prefix + "since", status.since().toString());
        details.put(prefix + "reconnects", status.reconnects());
        if (status.lastError() != null) {
            details.put(prefix + "lastError", status.lastError());
            details.put(prefix + "lastErrorAt", status.lastErrorAt().toString());
        }
        details.put(prefix + "published", status.counts().published());
        details.put(prefix + "acknowledged", status.counts().acknowledged());
        details.put(prefix + "failed", status.counts().failed());
        details.put(prefix + "received", status.counts().received());
        details.put(prefix + "redelivered", status.counts().redelivered());
        details.put(prefix + "inFlight", status.inFlight());
        InboundStatus inbound = status.inbound();
        details.put(prefix + "givenUp", status.counts().givenUp());
        details.put(prefix + "unclaimed", inbound.unclaimed());
        details.put(prefix + "unclaimedHeld", inbound.held());
        details.put(prefix + "droppedQos0", inbound.dropped());
        details.put(prefix + "discarded", inbound.discarded());
        details.put(prefix + "duplicates", inbound.duplicates());
        details.put(prefix + "unacknowledged", inbound.unacknowledged());
        details.put(prefix + "bytesHeld", inbound.bytes());
        details.put(prefix + "leftWithBroker", inbound.left());
        if (inbound.oldestAge() != null) {
            details.put(prefix + "oldestSeconds", inbound.oldestAge().toSeconds());
            details.put(prefix + "oldestTopic", inbound.oldestTopic());
        }
        if (!inbound.holders().isEmpty()) {
            details.put(prefix + "heldBy", inbound.holders());
        }
        if (status.tokenLeft() != null) {
            details.put(prefix + "tokenSecondsLeft", status.tokenLeft().toSeconds());
        }
        if (status.tokenTrouble() != null) {
            details.put(prefix + "tokenTrouble", status.tokenTrouble());
        }
        if (!status.refused().isEmpty()) {
            details.put(
                    prefix + "refusedFilters",
                    status.refused().keySet().stream().map(Printable::of).collect(Collectors.joining(",")));
        }
        return details;
    }
}
