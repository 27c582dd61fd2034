package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.ConnectFailed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The state machine of a connection: which state it is in, which link carries it, and when to try again. It decides and
 * remembers; it does no I/O, starts nothing and calls nobody, so its lock is held for moments only and any thread may
 * ask. Whatever comes from a link that is not the present one any more is answered with "nothing happened".
 */
final class Lifecycle {

    /**
     * What follows from the end of a link.
     *
     * @param event what to tell the operator
     * @param nextTry when to connect again
     */
    record Ending(ConnectionEvent event, Duration nextTry) {}

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final String clientId;
    private final Backoff backoff = new Backoff();
    private final TakeoverDetector takeovers = new TakeoverDetector();
    private ConnectionState state = ConnectionState.DISCONNECTED;
    private Instant since = Instant.now();
    private Link link;
    private boolean opened;
    private long connects;
    private long connectedAtNanos;
    private long lostAtNanos;
    private boolean lostBefore;
    private String lastError;
    private Instant lastErrorAt;

    Lifecycle(String clientId) {
        this.clientId = clientId;
    }

    /** True the first time. */
    boolean open() {
        lock.lock();
        try {
            boolean first = !opened && state == ConnectionState.DISCONNECTED;
            opened |= first;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** DISCONNECTED to CONNECTING; false in any other state. */
    boolean connecting() {
        lock.lock();
        try {
            if (state != ConnectionState.DISCONNECTED) {
                return false;
            }
            enter(ConnectionState.CONNECTING);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Names the link of the present attempt; false if the connection was closed meanwhile. */
    boolean attach(Link attempt) {
        lock.lock();
        try {
            if (state != ConnectionState.CONNECTING) {
                return false;
            }
            link = attempt;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** CONNECTING to CONNECTED; empty if the attempt is not wanted any more. */
    Optional<Connected> connected(Link attempt, boolean sessionPresent) {
        lock.lock();
        try {
            if (link != attempt || state != ConnectionState.CONNECTING) {
                return Optional.empty();
            }
            enter(ConnectionState.CONNECTED);
            connects++;
            connectedAtNanos = System.nanoTime();
            return Optional.of(new Connected(
                    sessionPresent, lostBefore ? Duration.ofNanos(connectedAtNanos - lostAtNanos) : null));
        } finally {
            lock.unlock();
        }
    }

    /**
     * CONNECTING or CONNECTED to DISCONNECTED; empty if it was not this link that carried the connection.
     *
     * @param ended the link; null if the attempt failed before there was one
     * @param closedByServer whether the server ended it, rather than the network or this side
     */
    Optional<Ending> ended(Link ended, String reason, boolean closedByServer) {
        lock.lock();
        try {
            boolean wasConnected = state == ConnectionState.CONNECTED;
            if (link != ended || !(wasConnected || state == ConnectionState.CONNECTING)) {
                return Optional.empty();
            }
            link = null;
            enter(ConnectionState.DISCONNECTED);
            lastErrorAt = since;
            return Optional.of(wasConnected ? lost(reason, closedByServer) : connectFailed(reason));
        } finally {
            lock.unlock();
        }
    }

    private Ending lost(String reason, boolean closedByServer) {
        lostBefore = true;
        lostAtNanos = System.nanoTime();
        Duration lived = Duration.ofNanos(lostAtNanos - connectedAtNanos);
        backoff.lived(lived);
        Duration nextTry = backoff.next();
        Optional<TakenOver> takeover = takeovers.lost(closedByServer, lostAtNanos, nextTry);
        lastError = takeover.map(event -> event.reason(clientId)).orElse(reason);
        return new Ending(takeover.isPresent() ? takeover.get() : new Lost(reason, lived, nextTry), nextTry);
    }

    /** CONNECTED to DISCONNECTED by this side's own wish, to connect again at once; false if it is not this link's turn. */
    boolean renew(Link connected) {
        lock.lock();
        try {
            if (link != connected || state != ConnectionState.CONNECTED) {
                return false;
            }
            link = null;
            enter(ConnectionState.DISCONNECTED);
            lostBefore = true;
            lostAtNanos = System.nanoTime();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Ending connectFailed(String reason) {
        takeovers.connectFailed();
        lastError = reason;
        Duration nextTry = backoff.next();
        return new Ending(new ConnectFailed(reason, nextTry), nextTry);
    }

    /**
     * What is left to be ended on the way to CLOSED.
     *
     * @param link the last link; null if there is none
     * @param connected whether it was up
     */
    record Farewell(Link link, boolean connected) {}

    /** Any state to CLOSING; empty the second time. */
    Optional<Farewell> closing() {
        lock.lock();
        try {
            if (state == ConnectionState.CLOSING || state == ConnectionState.CLOSED) {
                return Optional.empty();
            }
            Farewell farewell = new Farewell(link, state == ConnectionState.CONNECTED);
            link = null;
            enter(ConnectionState.CLOSING);
            return Optional.of(farewell);
        } finally {
            lock.unlock();
        }
    }

    /** CLOSING to CLOSED. */
    void closed() {
        lock.lock();
        try {
            enter(ConnectionState.CLOSED);
        } finally {
            lock.unlock();
        }
    }

    /** The link that is up, or null. */
    Link connectedLink() {
        lock.lock();
        try {
            return state == ConnectionState.CONNECTED ? link : null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this link still waits for its CONNACK. */
    boolean isConnecting(Link attempt) {
        lock.lock();
        try {
            return state == ConnectionState.CONNECTING && link == attempt;
        } finally {
            lock.unlock();
        }
    }

    /** The part of a {@link ConnectionStatus} that the state machine knows. */
    record Snapshot(ConnectionState state, Instant since, long connects, String lastError, Instant lastErrorAt) {}

    Snapshot snapshot() {
        lock.lock();
        try {
            return new Snapshot(state, since, connects, lastError, lastErrorAt);
        } finally {
            lock.unlock();
        }
    }

    private void enter(ConnectionState next) {
        state = next;
        since = Instant.now();
    }
}
