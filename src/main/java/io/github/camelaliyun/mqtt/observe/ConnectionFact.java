package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is told of a connection: by the details of health checks, by the developer console, by JMX and by meters, in this order. None
 * of it is a secret.
 */
enum ConnectionFact {
    CLIENT_ID("clientId", "The client identifier", Kind.TEXT, status -> Printable.of(status.clientId())),
    SERVER("server", "The server's address", Kind.TEXT, ConnectionStatus::server),
    STATE(
            "state",
            "DISCONNECTED, CONNECTING, CONNECTED, CLOSING or CLOSED",
            Kind.TEXT,
            status -> status.state().name()),
    SINCE(
            "since",
            "When it came into that state",
            Kind.TEXT,
            status -> status.since().toString()),
    RECONNECTS("reconnects", "How often the connection has come back", Kind.COUNTER, ConnectionStatus::reconnects),
    LAST_ERROR(
            "lastError",
            "Why the latest connect failed or the latest connection was lost",
            Kind.TEXT,
            ConnectionStatus::lastError),
    LAST_ERROR_AT("lastErrorAt", "When that was", Kind.TEXT, status -> text(status.lastErrorAt())),
    PUBLISHED(
            "published",
            "Messages to be published",
            Kind.COUNTER,
            status -> status.counts().published()),
    ACKNOWLEDGED(
            "acknowledged",
            "Publishes that the broker has acknowledged",
            Kind.COUNTER,
            status -> status.counts().acknowledged()),
    FAILED(
            "failed",
            "Publishes that failed",
            Kind.COUNTER,
            status -> status.counts().failed()),
    RECEIVED(
            "received",
            "Messages that have arrived",
            Kind.COUNTER,
            status -> status.counts().received()),
    REDELIVERED(
            "redelivered",
            "Exchanges begun with a message seen before",
            Kind.COUNTER,
            status -> status.counts().redelivered()),
    IN_FLIGHT("inFlight", "in.flight", "Publishes without an outcome yet", Kind.GAUGE, status ->
            (long) status.inFlight()),
    GIVEN_UP(
            "givenUp",
            "given.up",
            "Messages whose last attempt failed",
            Kind.COUNTER,
            status -> status.counts().givenUp()),
    UNCLAIMED(
            "unclaimed",
            "Messages that no route takes",
            Kind.COUNTER,
            status -> status.inbound().unclaimed()),
    UNCLAIMED_HELD(
            "unclaimedHeld", "unclaimed.held", "Messages that wait for a route that takes them", Kind.GAUGE, status ->
                    (long) status.inbound().held()),
    DROPPED_QOS0(
            "droppedQos0",
            "dropped",
            "QoS 0 messages dropped by a consumer that is too slow",
            Kind.COUNTER,
            status -> status.inbound().dropped()),
    DISCARDED(
            "discarded",
            "Messages of stopped routes that were discarded",
            Kind.COUNTER,
            status -> status.inbound().discarded()),
    DUPLICATES(
            "duplicates",
            "Messages that were equal to one in progress",
            Kind.COUNTER,
            status -> status.inbound().duplicates()),
    UNACKNOWLEDGED("unacknowledged", "Messages that the broker waits for an acknowledgement of", Kind.GAUGE, status ->
            (long) status.inbound().unacknowledged()),
    BYTES_HELD(
            "bytesHeld",
            "held.bytes",
            "Bytes that received messages take",
            Kind.GAUGE,
            status -> status.inbound().bytes()),
    LEFT_WITH_BROKER(
            "leftWithBroker", "left", "Messages left with the broker until there is room", Kind.GAUGE, status ->
                    (long) status.inbound().left()),
    OLDEST(
            "oldestSeconds",
            "oldest",
            "Age of the oldest message without an outcome",
            Kind.AGE,
            status -> status.inbound().oldestAge()),
    OLDEST_TOPIC(
            "oldestTopic", "Its topic", Kind.TEXT, status -> status.inbound().oldestTopic()),
    HELD_BY(
            "heldBy",
            "What the broker's window is full of",
            Kind.TEXT,
            status -> text(status.inbound().holders())),
    TOKEN_LEFT(
            "tokenSecondsLeft",
            "token.left",
            "How long the tokens live on",
            Kind.TIME_LEFT,
            ConnectionStatus::tokenLeft),
    TOKEN_TROUBLE("tokenTrouble", "Why they cannot be renewed at present", Kind.TEXT, ConnectionStatus::tokenTrouble),
    REFUSED_FILTERS(
            "refusedFilters",
            "Topic filters that the broker refused, or has not granted yet",
            Kind.TEXT,
            status -> text(status.refused().keySet().stream().map(Printable::of).collect(Collectors.joining(","))));

    /** What a value is. */
    enum Kind {
        TEXT,
        /** A number that only grows. */
        COUNTER,
        /** A number. */
        GAUGE,
        /** A duration, shown in seconds; no value stands for none. */
        AGE,
        /** The same of what a connection has or has not for good. */
        TIME_LEFT
    }

    private final String detail;
    private final String meter;
    private final String description;
    private final Kind kind;
    private final Function<ConnectionStatus, Object> reader;

    ConnectionFact(String name, String description, Kind kind, Function<ConnectionStatus, Object> reader) {
        this(name, name, description, kind, reader);
    }

    ConnectionFact(
            String detail, String meter, String description, Kind kind, Function<ConnectionStatus, Object> reader) {
        this.detail = detail;
        this.meter = meter;
        this.description = description;
        this.kind = kind;
        this.reader = reader;
    }

    /** Its name in details and, with a capital letter, in JMX. */
    String detail() {
        return detail;
    }

    /** The name of its meter, after {@code aliyun.mqtt.}; of a text nothing. */
    String meter() {
        return meter;
    }

    String description() {
        return description;
    }

    Kind kind() {
        return kind;
    }

    /** A text, or a number; null if there is nothing to tell. */
    Object of(ConnectionStatus status) {
        Object value = reader.apply(status);
        return value instanceof Duration time ? (Object) time.toSeconds() : value;
    }

    /** A number, with fractions of seconds; 0 if there is nothing to tell. */
    double number(ConnectionStatus status) {
        Object value = reader.apply(status);
        if (value instanceof Duration time) {
            return time.toMillis() / 1_000.0;
        }
        return value instanceof Number number ? number.doubleValue() : 0;
    }

    /** All that there is to tell, by name. */
    static Map<String, Object> details(ConnectionStatus status, String prefix) {
        Map<String, Object> details = new LinkedHashMap<>();
        for (ConnectionFact fact : values()) {
            Object value = fact.of(status);
            if (value != null) {
                details.put(prefix + fact.detail(), value);
            }
        }
        return details;
    }

    /** Null for nothing. */
    private static String text(Object value) {
        return value == null || value.toString().isEmpty() ? null : value.toString();
    }
}
