package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.ConnectFailed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The state machine of a connection: which state it is in, which link carries it, and when to try again. It decides and
 * remembers; it does no I/O, starts nothing and calls nobody, so its lock is held for moments only and any thread may
 * ask. Whatever comes from a link that is not the present one any more is answered with "nothing happened".
 */
final class Lifecycle {

    /** Guards all that follows. */
    private final Object lock = new Object();

    private final String clientId;
    private final ConnectionThreads threads;
    private final Backoff backoff;
    private final TakeoverDetector takeovers = new TakeoverDetector();
    private ConnectionState state = ConnectionState.DISCONNECTED;
    private Instant since;
    private volatile Link link;
    private boolean opened;
    /** Counts the changes, so that who is to connect after one of them does not when there has been another. */
    private long turn;

    private long attempts;
    private long connects;
    private long connectedAtNanos;
    private long lostAtNanos;
    /** When the next attempt is to begin. */
    private long dueNanos;

    private boolean lostBefore;
    private String lastError;
    private Instant lastErrorAt;

    Lifecycle(ConnectionOptions options, ConnectionThreads threads) {
        this.clientId = options.clientId();
        this.threads = threads;
        this.backoff = options.backoff(threads.random());
        this.since = threads.clock().instant();
    }

    /** From now on the connection is wanted; the turn to connect, or zero if it was. */
    long open() {
        synchronized (lock) {
            if (opened || state != ConnectionState.DISCONNECTED) {
                return 0;
            }
            opened = true;
            dueNanos = threads.now();
            return ++turn;
        }
    }

    /**
     * DISCONNECTED to CONNECTING, if the connection is wanted and nothing has changed since this turn was given.
     *
     * @return the number of the attempt; zero if there is nothing to attempt
     */
    long connecting(long given) {
        synchronized (lock) {
            if (state != ConnectionState.DISCONNECTED || !opened || given != turn) {
                return 0;
            }
            enter(ConnectionState.CONNECTING);
            return ++attempts;
        }
    }

    /** The number of the attempt that goes on; zero if none does. */
    long attempt() {
        synchronized (lock) {
            return state == ConnectionState.CONNECTING ? attempts : 0;
        }
    }

    /** Whether this attempt goes on still. */
    boolean isConnecting(long attempt) {
        synchronized (lock) {
            return state == ConnectionState.CONNECTING && attempts == attempt;
        }
    }

    /** Names the present link of an attempt; false if the attempt is not wanted any more. */
    boolean attach(long attempt, Link present) {
        synchronized (lock) {
            if (state != ConnectionState.CONNECTING || attempts != attempt) {
                return false;
            }
            link = present;
            return true;
        }
    }

    /** Why the connection is not up, though nothing has ended. */
    void note(String reason) {
        synchronized (lock) {
            lastError = reason;
            lastErrorAt = threads.clock().instant();
        }
    }

    /** CONNECTING to CONNECTED; empty if the attempt is not wanted any more. */
    Optional<Connected> connected(Link attempt, boolean sessionPresent) {
        synchronized (lock) {
            if (link != attempt || state != ConnectionState.CONNECTING) {
                return Optional.empty();
            }
            enter(ConnectionState.CONNECTED);
            connects++;
            connectedAtNanos = threads.now();
            return Optional.of(new Connected(
                    sessionPresent, lostBefore ? Duration.ofNanos(connectedAtNanos - lostAtNanos) : null));
        }
    }

    /** Whether this link carries the connection, or the present attempt. */
    boolean isPresent(Link some) {
        synchronized (lock) {
            return some != null
                    && link == some
                    && (state == ConnectionState.CONNECTED || state == ConnectionState.CONNECTING);
        }
    }

    /** CONNECTED to DISCONNECTED; false if it was not this link that carried the connection. */
    boolean lost(Link ended) {
        synchronized (lock) {
            if (link != ended || state != ConnectionState.CONNECTED) {
                return false;
            }
            enter(ConnectionState.DISCONNECTED);
            link = null;
            // What was before this connection is not why there is none now.
            lastError = null;
            lastErrorAt = since;
            lostBefore = true;
            lostAtNanos = threads.now();
            dueNanos = lostAtNanos;
            return true;
        }
    }

    /**
     * What follows from {@link #lost}.
     *
     * @param closedByServer whether the server ended it, rather than the network or this side
     * @param end where it is known what the server closed for, waiting longer helps nobody
     */
    Ending afterLoss(String reason, boolean closedByServer, LinkEnd end) {
        synchronized (lock) {
            Duration lived = Duration.ofNanos(lostAtNanos - connectedAtNanos);
            backoff.lived(lived);
            Duration nextTry = end.explained() ? backoff.first() : backoff.next();
            Optional<TakenOver> takeover = end.explained()
                    ? Optional.empty()
                    : takeovers.lost(closedByServer, lostAtNanos, nextTry, Reports.oneCause(end));
            dueNanos = threads.now() + nextTry.toNanos();
            String lost = reason + Reports.after(end);
            lastError = takeover.map(event -> event.reason(clientId)).orElse(lost);
            ConnectionEvent event = takeover.isPresent() ? takeover.get() : new Lost(lost, lived, nextTry);
            return new Ending(event, nextTry, turn, !end.subscribing().isEmpty());
        }
    }

    /** CONNECTING to DISCONNECTED; empty if the attempt is not wanted any more. */
    Optional<Ending> failed(long attempt, String reason) {
        synchronized (lock) {
            if (state != ConnectionState.CONNECTING || attempts != attempt) {
                return Optional.empty();
            }
            enter(ConnectionState.DISCONNECTED);
            link = null;
            lastErrorAt = since;
            lastError = reason;
            takeovers.connectFailed();
            Duration nextTry = backoff.next();
            dueNanos = threads.now() + nextTry.toNanos();
            return Optional.of(new Ending(new ConnectFailed(reason, nextTry), nextTry, turn, false));
        }
    }

    Duration firstWait() {
        synchronized (lock) {
            return backoff.first();
        }
    }

    /** CONNECTED to DISCONNECTED by this side's own wish: the turn to connect again, or zero if it is not this link. */
    long renew(Link connected) {
        synchronized (lock) {
            if (link != connected || state != ConnectionState.CONNECTED) {
                return 0;
            }
            enter(ConnectionState.DISCONNECTED);
            link = null;
            lastError = null;
            lastErrorAt = null;
            lostBefore = true;
            lostAtNanos = threads.now();
            dueNanos = lostAtNanos;
            return turn;
        }
    }

    /** The turn to connect again with, if that should have begun so long ago; zero if not, and then for so long again. */
    long overdue(Duration late) {
        synchronized (lock) {
            long now = threads.now();
            if (state != ConnectionState.DISCONNECTED || !opened || now - dueNanos < late.toNanos()) {
                return 0;
            }
            dueNanos = now;
            return turn;
        }
    }

    /** Any state to CLOSING; empty the second time. */
    Optional<Farewell> closing() {
        synchronized (lock) {
            if (state == ConnectionState.CLOSING || state == ConnectionState.CLOSED) {
                return Optional.empty();
            }
            Farewell farewell = new Farewell(link, state == ConnectionState.CONNECTED);
            enter(ConnectionState.CLOSING);
            link = null;
            return Optional.of(farewell);
        }
    }

    /** Nobody wants the connection for the time being: any state to DISCONNECTED; empty if it is closed, or rests. */
    Optional<Farewell> rest() {
        synchronized (lock) {
            if (!opened || state == ConnectionState.CLOSING || state == ConnectionState.CLOSED) {
                return Optional.empty();
            }
            Farewell farewell = new Farewell(link, state == ConnectionState.CONNECTED);
            enter(ConnectionState.DISCONNECTED);
            opened = false;
            link = null;
            lastError = null;
            lastErrorAt = null;
            return Optional.of(farewell);
        }
    }

    /** Whether somebody wants the connection. */
    boolean isWanted() {
        synchronized (lock) {
            return opened;
        }
    }

    /** CLOSING to CLOSED. */
    void closed() {
        synchronized (lock) {
            enter(ConnectionState.CLOSED);
        }
    }

    /** The link that carries the connection, or the present attempt; null if there is none. */
    Link link() {
        return link;
    }

    /** The link that is up, or null. */
    Link connectedLink() {
        synchronized (lock) {
            return state == ConnectionState.CONNECTED ? link : null;
        }
    }

    /** The part of a {@link ConnectionStatus} that the state machine knows. */
    record Snapshot(ConnectionState state, Instant since, long connects, String lastError, Instant lastErrorAt) {}

    Snapshot snapshot() {
        synchronized (lock) {
            return new Snapshot(state, since, connects, lastError, lastErrorAt);
        }
    }

    /** First of all that a change does: where the clock throws, nothing has changed. */
    private void enter(ConnectionState next) {
        Instant now = threads.clock().instant();
        state = next;
        turn++;
        since = now;
    }
}
