package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Oversized;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * What comes in over a connection: who takes it, until when it is held, and when it is acknowledged. This class has the lock
 * and lets the link in; {@link Subscribers} is what users do, {@link Dispatch} gives each message to its takers,
 * {@link Received} knows what the broker waits for, {@link Turns} runs what was taken. Any thread may call; nothing blocks,
 * and nobody else's code is called under the lock.
 */
final class Inbound {

    /** The connection, as far as it concerns what comes in. Called under the lock: must return at once. */
    interface Upstream {
        /** Whether the broker may be asked for this topic filter at present. */
        boolean maySubscribe(String filter);

        /** Why a filter may not be subscribed until somebody has corrected something; null if it may, or soon may. */
        String refusalOf(String filter);

        /** Whether an answer of the broker is expected that must be read for. */
        boolean expectsAnswer();

        /** There is room for messages that were left with the broker: the link is to be made again. */
        void fetch(Link link, int left);

        /** Nobody wants a filter any more that was unanswered when the latest link ended. */
        void corrected();

        /** As {@link TokenHost#drop}. */
        void drop(Outlet link, String reason);

        void tell(ConnectionEvent event);
    }

    /** Told of the answers to SUBSCRIBE, outside the lock. */
    interface Asks {
        /** Something may be to ask or to take back: {@link #ask} is to be called when packets may be sent. */
        void ask();
    }

    private final InboundOptions options;
    private final ConnectionThreads threads;
    private final Tally tally;
    private final Upstream upstream;
    private final Asks asks;

    /** Guards all that follows, the mailboxes and messages included. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Subscriptions subscriptions;
    private final SubscriptionRequests requests;
    private final Mailboxes mailboxes;
    private final Unclaimables unclaimables;
    private final Received received;
    private final Turns turns;
    private final UnclaimedMessages unclaimed;
    private final Dispatch dispatch;
    private final Subscribers subscribers;
    private Link link;

    Inbound(ConnectionOptions options, ConnectionThreads threads, Tally tally, Upstream upstream, Asks asks) {
        this.options = options.inbound();
        this.threads = threads;
        this.tally = tally;
        this.upstream = upstream;
        this.asks = asks;
        this.subscriptions = new Subscriptions(options, upstream::corrected);
        this.requests = new SubscriptionRequests(subscriptions, lock, threads, upstream, asks);
        this.mailboxes = new Mailboxes(options.inbound().unclaimed(), threads.now());
        this.unclaimables = new Unclaimables(options.inbound().unclaimedGrace(), threads.now());
        this.received = new Received(
                options, threads, upstream, new MessageHolders(lock, mailboxes, unclaimables, tally, upstream));
        this.turns = new Turns(threads, lock, tally);
        MessageParts parts = new MessageParts(received, turns, tally);
        this.unclaimed = new UnclaimedMessages(
                unclaimables,
                mailboxes,
                received,
                parts,
                turns,
                threads,
                upstream,
                !options.cleanSession(),
                this::endGrace);
        this.dispatch = new Dispatch(options, threads, tally, upstream, mailboxes, received, turns, parts, unclaimed);
        this.subscribers = new Subscribers(
                options, threads, lock, mailboxes, subscriptions, received.room(), unclaimed, parts, turns, asks);
        turns.listener(dispatch);
    }

    /** Who takes what comes in. */
    Subscribers subscribers() {
        return subscribers;
    }

    /**
     * A link is up; what was received on the former one has been decided on.
     *
     * @param sessionPresent whether the broker has kept the session, or may have
     */
    void linkUp(Link next, boolean sessionPresent) {
        lock.lock();
        try {
            link = next;
            requests.linkUp(next, sessionPresent);
            dispatch.forget(received.linkUp(next, sessionPresent));
            if (sessionPresent && next.tellsSession()) {
                dispatch.leaveWaitingParts();
            }
            subscribers.linkUp();
            unclaimed.awaitEndOfGrace();
        } finally {
            lock.unlock();
        }
        asks.ask();
    }

    /** Answers the filters whose SUBSCRIBE was unanswered on it, the latest first. */
    List<String> linkDown(Link ended) {
        lock.lock();
        try {
            if (link != ended) {
                return List.of();
            }
            link = null;
            received.linkDown();
            subscribers.linkDown();
            return requests.linkDown();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody uses the connection for the time being: what was not begun is left with the broker, or given up. */
    void rest() {
        lock.lock();
        try {
            dispatch.forget(received.dropUnbegun());
            mailboxes.declared().forEach(Mailbox::forgetLeft);
        } finally {
            lock.unlock();
        }
    }

    /** PUBLISH has come. */
    void arrived(Link from, Packet.Publish publish) {
        lock.lock();
        try {
            if (from == link) {
                dispatch.arrived(publish);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A PUBLISH has come that is for nobody here, and has been dealt with. */
    void answer(Link from, Packet.Publish publish) {
        lock.lock();
        try {
            if (from == link) {
                received.answer(publish);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A PUBLISH has come that was larger than it may be. */
    void oversized(Link from, Packet.Oversized publish) {
        lock.lock();
        try {
            if (from == link) {
                upstream.tell(
                        new Oversized(publish.topic(), publish.size(), options.maxPacketSize(), unclaimables.count()));
                received.answer(publish.qos(), publish.packetId());
            }
        } finally {
            lock.unlock();
        }
    }

    /** PUBREL has come. */
    void released(Link from, int packetId) {
        lock.lock();
        try {
            if (from == link) {
                received.released(packetId);
            }
        } finally {
            lock.unlock();
        }
    }

    private void endGrace() {
        boolean change;
        lock.lock();
        try {
            unclaimed.endGrace();
            change = subscriptions.wanted().endLinger(threads.now());
        } finally {
            lock.unlock();
        }
        if (change) {
            asks.ask();
        }
    }

    /** Asks the broker for what it has not been asked for; to be called where packets may be sent, and not under the lock. */
    void ask() {
        lock.lock();
        try {
            requests.send();
        } finally {
            lock.unlock();
        }
    }

    /** Twice a second: what can be noticed by looking alone. */
    void tick() {
        turns.failLost();
        lock.lock();
        try {
            received.tick();
            subscribers.tick();
        } finally {
            lock.unlock();
        }
    }

    /** What an operator may want to know. */
    InboundStatus status() {
        lock.lock();
        try {
            long now = threads.now();
            InboundMessage oldest = Stream.concat(
                            received.unfinished(),
                            mailboxes.all().stream().flatMap(Mailbox::all).map(Delivery::message))
                    .filter(message -> message.qos() > 0)
                    .min(Comparator.comparingLong(InboundMessage::arrivedNanos))
                    .orElse(null);
            Map<String, Integer> stopped = new LinkedHashMap<>();
            Map<String, Integer> failing = new LinkedHashMap<>();
            Map<String, Integer> overdue = new LinkedHashMap<>();
            for (Mailbox mailbox : mailboxes.all()) {
                String name = mailbox.subscriber().name();
                count(stopped, name, mailbox.heldBack());
                count(failing, name, mailbox.failing());
                count(overdue, name, mailbox.overdue(now));
            }
            return new InboundStatus(
                    unclaimables.total(),
                    unclaimables.size(),
                    received.unacknowledged(),
                    received.room().bytes(),
                    received.room().left()
                            + mailboxes.declared().stream()
                                    .mapToInt(Mailbox::left)
                                    .sum(),
                    oldest == null ? null : Duration.ofNanos(now - oldest.arrivedNanos()),
                    oldest == null ? null : Printable.of(oldest.topic()),
                    Duration.ofNanos(now - received.acknowledgedNanos()),
                    stopped,
                    failing,
                    overdue,
                    received.room().dropped(),
                    tally.discarded.sum(),
                    received.duplicates(),
                    subscriptions.refused(upstream::refusalOf, link != null));
        } finally {
            lock.unlock();
        }
    }

    private static void count(Map<String, Integer> counts, String name, int count) {
        if (count > 0) {
            counts.merge(name, count, Integer::sum);
        }
    }
}
