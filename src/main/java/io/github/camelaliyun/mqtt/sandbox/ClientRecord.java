package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent;
import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the sandbox remembers of one clientId, for tests to ask and for the subscription limit. Its monitor guards it. */
final class ClientRecord {

    private static final int MAX_NAMED = 10_000;

    private final MessageLog<SentMessage> sent =
            new MessageLog<>(message -> message.topic().length() + message.payload().length);
    private final Deque<String> named = new ArrayDeque<>();
    private final Set<String> active = new HashSet<>();
    /** In token mode; its own monitor guards it. */
    private final Deque<ClientEvent> events = new ArrayDeque<>();

    private int connects;

    /** Whether nothing has come from the client, and nothing gone to it. */
    synchronized boolean isEmpty() {
        synchronized (events) {
            return connects == 0 && named.isEmpty() && sent.isEmpty() && events.isEmpty();
        }
    }

    /** What the client did in token mode; whoever looks at it has its monitor. */
    Deque<ClientEvent> events() {
        return events;
    }

    synchronized void connected() {
        connects++;
    }

    synchronized int connects() {
        return connects;
    }

    /** What went out to the client. */
    MessageLog<SentMessage> sent() {
        return sent;
    }

    synchronized void named(String filter) {
        named.addLast(filter);
        if (named.size() > MAX_NAMED) {
            named.removeFirst();
        }
    }

    synchronized List<String> named() {
        return new ArrayList<>(named);
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
