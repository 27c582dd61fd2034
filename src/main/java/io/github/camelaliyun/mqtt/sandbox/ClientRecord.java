package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent;
import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the sandbox remembers of one clientId, for tests to ask and for the subscription limit. Its monitor guards it. */
final class ClientRecord {

    private final MessageLog<SentMessage> sent;
    private final MessageLog<String> named;
    private final MessageLog<ClientEvent> events;
    private final Set<String> active = new HashSet<>();

    private int connects;
    /** The connection that the client has; null if it has none. */
    private Held connection;

    /** One that was taken over, until the one that did is known. */
    private Held takenOver;

    /** @param address taken while it is up: one that is closed may have none */
    record Held(String address) {}

    /** @param newer has ended the older one */
    record Takeover(Held older, Held newer) {}

    ClientRecord(MessageBudget budget) {
        this.sent = new MessageLog<>(message -> message.topic().length() + message.payload().length, budget);
        this.named = new MessageLog<>(String::length, budget);
        this.events = new MessageLog<>(event -> event.what().length(), budget);
    }

    /** Whether nothing has come from the client, and nothing gone to it. */
    synchronized boolean isEmpty() {
        return connects == 0 && named.isEmpty() && sent.isEmpty() && events.isEmpty();
    }

    /** What the client did in token mode. */
    MessageLog<ClientEvent> events() {
        return events;
    }

    /** Takes what is remembered out of the budget: the record is forgotten. */
    void forget() {
        sent.clear();
        named.clear();
        events.clear();
    }

    synchronized void connected() {
        connects++;
    }

    synchronized int connects() {
        return connects;
    }

    /** {@return the takeover that this connection made and that has not been answered yet, if there is one} */
    synchronized Optional<Takeover> authenticated(Held present) {
        Optional<Takeover> made = Optional.ofNullable(takenOver).map(older -> new Takeover(older, present));
        takenOver = null;
        connection = present;
        return made;
    }

    /** {@return the takeover that has ended this connection, if one has and its other connection is known} */
    synchronized Optional<Takeover> disconnected(Held ended, boolean byTakeover) {
        if (ended == connection) {
            connection = null;
            takenOver = byTakeover ? ended : null;
            return Optional.empty();
        }
        return byTakeover ? Optional.ofNullable(connection).map(newer -> new Takeover(ended, newer)) : Optional.empty();
    }

    /** What went out to the client. */
    MessageLog<SentMessage> sent() {
        return sent;
    }

    /** The filters that the client's SUBSCRIBE packets have named. */
    MessageLog<String> named() {
        return named;
    }

    /** False if this filter is one too many. */
    synchronized boolean subscribe(String filter) {
        return active.contains(filter) || (active.size() < ServiceLimits.MAX_SUBSCRIPTIONS && active.add(filter));
    }

    synchronized void unsubscribe(String filter) {
        active.remove(filter);
    }

    /** A new session starts without subscriptions. */
    synchronized void sessionStarted() {
        active.clear();
    }
}
