package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Fetching;
import io.github.camelaliyun.mqtt.connection.Lifecycle.Ending;
import io.github.camelaliyun.mqtt.connection.Lifecycle.Farewell;
import io.github.camelaliyun.mqtt.credential.Credentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the links of a connection, one at a time and one after the other, until it is closed: the first as every other one
 * with backoff and jitter. {@link Lifecycle} decides, this carries out. Any thread may call; only {@link #close} waits,
 * with a limit.
 */
final class Connector implements Link.Owner {

    private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** For links that are being given up: their sockets are closed, so what is left is a matter of milliseconds. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

    /** Whoever works over the links; all but {@link #credentials} must return at once. */
    interface Owner {
        /** What to present at the next connect, or null; asked on a worker, may block for a limited time. */
        Credentials credentials() throws Exception;

        /** The server did not accept the credentials (CONNACK 4 or 5). */
        void credentialsRefused();

        /** CONNACK has been received. */
        void linkUp(Link link, boolean sessionPresent);

        /** A link has ended, or an attempt to make one. */
        void linkDown(Link link);

        /** Why the server closes the present link, if it has said so; else null. */
        String announcedReason();

        void arrived(InboundMessage message);

        /** Some publishes have been answered, and no further answer is at hand. */
        void answered();

        void tell(ConnectionEvent event);
    }

    private final ConnectionOptions options;
    private final String describedCredentials;
    private final ConnectionThreads threads;
    private final Owner owner;
    private final Lifecycle lifecycle;
    /** The latest link that was up; only the thread that brings the next one up touches it. */
    private volatile Link latest;
    /** Links that have been begun and have not ended. */
    private final Set<Link> unfinished = ConcurrentHashMap.newKeySet();

    /** @param describedCredentials in words, for an operator */
    Connector(ConnectionOptions options, String describedCredentials, ConnectionThreads threads, Owner owner) {
        this.options = options;
        this.describedCredentials = describedCredentials;
        this.threads = threads;
        this.owner = owner;
        this.lifecycle = new Lifecycle(options.clientId());
    }

    /** Begins to connect; true the first time. */
    boolean open() {
        boolean first = lifecycle.open();
        if (first) {
            threads.workers().execute(this::connect);
        }
        return first;
    }

    /**
     * Sends DISCONNECT if connected and ends for good, with all links that have not ended yet; false if that has been done
     * before.
     */
    boolean close() {
        Optional<Farewell> farewell = lifecycle.closing();
        farewell.map(Farewell::link).ifPresent(last -> {
            if (farewell.get().connected()) {
                last.disconnect(DISCONNECT_TIMEOUT);
            } else {
                last.abandon();
            }
        });
        if (farewell.isPresent()) {
            awaitEnd();
            lifecycle.closed();
        }
        return farewell.isPresent();
    }

    /** The threads are the links' until then. */
    private void awaitEnd() {
        CompletableFuture<?>[] ends = unfinished.stream().map(Link::ended).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("{}: not every network connection ended within {} s", options, END_TIMEOUT.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Lifecycle.Snapshot snapshot() {
        return lifecycle.snapshot();
    }

    /** The link that is up, or null. */
    Link connectedLink() {
        return lifecycle.connectedLink();
    }

    /** Ends a link that is not answering, and lets the ordinary reconnect follow. */
    void drop(Link dead, String reason) {
        ended(dead, reason, false);
        threads.workers().execute(dead::abandon);
    }

    private void connect() {
        if (!lifecycle.connecting()) {
            return;
        }
        Link attempt = null;
        try {
            Credentials presented = owner.credentials();
            attempt = new Link(options, threads, this);
            if (lifecycle.attach(attempt)) {
                Link watched = attempt;
                later(options.connectLimit(), () -> giveUp(watched));
                unfinished.add(watched);
                attempt.ended().thenRun(() -> unfinished.remove(watched));
                attempt.run(presented);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connectFailed(attempt, e);
        } catch (Exception e) {
            connectFailed(attempt, e);
        }
    }

    private void giveUp(Link attempt) {
        if (lifecycle.isConnecting(attempt)) {
            drop(attempt, "no CONNACK within " + options.connectLimit().toMillis() + " ms");
        }
    }

    private void ended(Link link, String reason, boolean closedByServer) {
        Optional<Ending> ending = lifecycle.ended(link, reason, closedByServer);
        if (ending.isPresent()) {
            down(link);
            owner.tell(ending.get().event());
            later(ending.get().nextTry(), () -> threads.workers().execute(this::connect));
        }
    }

    private void down(Link link) {
        if (link != null) {
            link.down();
        }
        owner.linkDown(link);
    }

    @Override
    public void connected(Link link, boolean sessionPresent) {
        Optional<Connected> connected = lifecycle.connected(link, sessionPresent);
        if (connected.isEmpty()) {
            threads.workers().execute(link::abandon);
            return;
        }
        owner.tell(connected.get());
        if (latest != null) {
            latest.succeeded(sessionPresent);
        }
        latest = link;
        owner.linkUp(link, sessionPresent);
    }

    @Override
    public void connectFailed(Link attempt, Throwable cause) {
        if (Reason.isRefusal(cause)) {
            owner.credentialsRefused();
        }
        ended(attempt, Reason.ofConnect(cause, options, describedCredentials), false);
        LOG.debug("connect to {} failed", options, cause);
    }

    @Override
    public void lost(Link link, Throwable cause) {
        String announced = owner.announcedReason();
        if (announced == null) {
            ended(link, Reason.ofLoss(cause), Reason.isCloseByServer(cause));
        } else {
            ended(link, announced, false);
        }
    }

    @Override
    public void arrived(InboundMessage message) {
        owner.arrived(message);
    }

    @Override
    public void answered() {
        owner.answered();
    }

    @Override
    public void hasRoom(Link link, int left) {
        threads.workers().execute(() -> fetch(link, left));
    }

    private void fetch(Link link, int left) {
        if (lifecycle.renew(link)) {
            down(link);
            owner.tell(new Fetching(left));
            link.disconnect(DISCONNECT_TIMEOUT);
            connect();
        }
    }

    private void later(Duration delay, Runnable task) {
        threads.timer().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
}
