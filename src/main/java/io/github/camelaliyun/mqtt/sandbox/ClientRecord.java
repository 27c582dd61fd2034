package io.github.camelaliyun.mqtt.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the sandbox remembers of one clientId, for tests to ask and for the subscription limit. Its monitor guards it. */
final class ClientRecord {

    /** The service drops subscriptions beyond this number. */
    static final int MAX_SUBSCRIPTIONS = 30;

    private static final int MAX_SENT = 10_000;
    private static final int MAX_SENT_BYTES = 4 * 1024 * 1024;
    private static final int MAX_NAMED = 10_000;

    private final Deque<SentMessage> sent = new ArrayDeque<>();
    private final Deque<String> named = new ArrayDeque<>();
    private final Set<String> active = new HashSet<>();
    private int sentBytes;
    private int connects;

    synchronized void connected() {
        connects++;
    }

    synchronized int connects() {
        return connects;
    }

    /** The oldest go first once there are too many, so that a sandbox that runs for days does not grow. */
    synchronized void sent(SentMessage message) {
        sent.addLast(message);
        sentBytes += message.payload().length;
        while (sent.size() > MAX_SENT || sentBytes > MAX_SENT_BYTES) {
            sentBytes -= sent.removeFirst().payload().length;
        }
    }

    synchronized List<SentMessage> sent() {
        return new ArrayList<>(sent);
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
        return active.contains(filter) || (active.size() < MAX_SUBSCRIPTIONS && active.add(filter));
    }

    synchronized void unsubscribe(String filter) {
        active.remove(filter);
    }

    /** A new session starts without subscriptions. */
    synchronized void sessionStarted() {
        active.clear();
    }
}
