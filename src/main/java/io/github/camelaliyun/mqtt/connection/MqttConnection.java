package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Closed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Rests;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/**
 * The one MQTT connection of a (server, clientId), for any number of publishers and subscribers. It connects, the first
 * time as every time, with backoff and jitter, asks for credentials at each connect, and subscribes again after it, whatever
 * the broker says about a session.
 *
 * <p>{@link Connector} makes the links, {@link PublishWindow} holds what is on its way out, {@link Inbound} brings what
 * comes in to whom it is for, {@link TokenKeeper} renews tokens; each has its own lock, and none is called under the lock of
 * {@link Inbound}. All methods may be called from any thread; only {@link #publish} and {@link #close} may wait, both with a
 * limit.
 */
public final class MqttConnection {

    /** Longer than its parts may take: the end of the links, and that of the story. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(8);

    private static final Duration LONGEST_TELLING = Duration.ofSeconds(1);

    private final ConnectionOptions options;
    private final CredentialProcessor credentials;
    private final ConnectionThreads threads;
    private final Ticks ticks;
    private final Runnable tick = this::tick;
    private final Events events;
    private final Connector connector;
    private final PublishWindow window;
    private final Inbound inbound;
    /** Null unless the connection authenticates with tokens. */
    private final TokenKeeper tokens;

    private final PacketIds ids;
    /** What follows is for the tick alone: whether no identifier is free and none has been freed, and since when. */
    private boolean exhausted;

    private long exhaustedNanos;
    private long freedBefore;
    private final Tally tally = new Tally();

    /**
     * @param options where and how to connect
     * @param credentials asked at every connect; null to connect without
     * @param threads shared with other connections
     * @param listener learns what happens
     */
    public MqttConnection(
            ConnectionOptions options,
            CredentialProcessor credentials,
            ConnectionThreads threads,
            ConnectionListener listener) {
        this(options, credentials, threads, new Ticks(threads), listener);
    }

    /** @param ticks shared with other connections */
    MqttConnection(
            ConnectionOptions options,
            CredentialProcessor credentials,
            ConnectionThreads threads,
            Ticks ticks,
            ConnectionListener listener) {
        this.options = options;
        this.credentials = credentials;
        this.threads = threads;
        this.ticks = ticks;
        this.events = new Events(options, threads, listener);
        this.ids = new PacketIds(threads.random());
        Wiring wiring = new Wiring();
        this.connector = new Connector(options, credentials, threads, ids, wiring);
        this.inbound = new Inbound(options, threads, ids, tally, wiring, this::ask);
        this.tokens = credentials instanceof TokenAuthentication authentication
                ? new TokenKeeper(authentication, options.clientId(), threads, ids, wiring)
                : null;
        this.window = new PublishWindow(options, ids, threads, tally, this::mayPublish);
        ticks.add(tick);
    }

    /**
     * Notes the topics that a publisher will use, before {@link #open} if possible: a token must cover them. Each is to be
     * taken back with {@link #withdraw}.
     *
     * @throws IllegalArgumentException if tokens are configured not to cover one, or there cannot be a token for it; none
     *     is noted then
     */
    public void use(Collection<String> topics) {
        if (tokens != null) {
            tokens.declare(topics);
        }
    }

    /** Takes back one topic of {@link #use}. */
    public void withdraw(String topic) {
        if (tokens != null) {
            tokens.withdraw(topic);
        }
    }

    /** Begins to connect, or to connect again after {@link #rest}; does not wait for it. */
    public void open() {
        connector.open();
    }

    /**
     * Ends the network connection in order, and makes no other until {@link #open}: for a connection that nobody uses for the
     * time being. In a persistent session the broker keeps what has not been begun. Does not wait.
     */
    public void rest() {
        if (connector.rest()) {
            inbound.rest();
            window.rest("the connection " + options + " was closed: no route that uses it is started");
            events.tell(new Rests());
        }
    }

    /**
     * Publishes a message. Waits while the in-flight window is full, or while a token for its topic is being fetched;
     * otherwise returns at once, connected or not, and reports the outcome later.
     *
     * @param failWhenDisconnected whether to fail at once if the connection is not up
     * @throws MqttConnectionException if no place in the window came free in time, the connection is closed, or no token
     *     covers the topic; the callback is then not called
     */
    public void publish(OutboundMessage message, boolean failWhenDisconnected, PublishCallback callback)
            throws MqttConnectionException, InterruptedException {
        tally.published.increment();
        try {
            if (tokens != null) {
                tokens.awaitCover(message.topic(), options.publishTimeout());
            }
            window.publish(message, failWhenDisconnected, callback);
        } catch (MqttConnectionException | InterruptedException | RuntimeException | Error e) {
            tally.failed.increment();
            throw e;
        }
    }

    /**
     * As {@link #publish}, but never waits.
     *
     * @return false if the message would have to wait, and nothing has been done
     */
    public boolean tryPublish(OutboundMessage message, boolean failWhenDisconnected, PublishCallback callback)
            throws MqttConnectionException {
        boolean accepted = false;
        try {
            accepted = mayPublish(message.topic()) && window.tryPublish(message, failWhenDisconnected, callback);
        } catch (MqttConnectionException | RuntimeException | Error e) {
            tally.published.increment();
            tally.failed.increment();
            throw e;
        }
        if (accepted) {
            tally.published.increment();
        }
        return accepted;
    }

    /**
     * Makes a subscriber known before it is declared: in a persistent session its messages wait for it, from the first
     * connect on. It takes no place from a declared one, and no token is asked for it.
     */
    public void announce(Subscriber subscriber) {
        inbound.announce(subscriber);
    }

    /**
     * Makes a subscriber known before it starts, or makes an announced one ready to start.
     *
     * <p>Not to be called at the same time as itself.
     *
     * @throws IllegalArgumentException if the server would not take so many topic filters from one client, or tokens are
     *     configured not to cover one; nothing has happened then
     */
    public void declare(Subscriber subscriber) {
        // First all that may refuse it, so that nothing is to be taken back.
        inbound.requireRoomFor(subscriber);
        if (tokens != null) {
            tokens.declare(subscriber.subscriptions().stream()
                    .map(Subscription::filter)
                    .toList());
        }
        inbound.declare(subscriber);
    }

    /** Hands messages to a declared subscriber, from the first that waits for it; its filters are subscribed at every connect. */
    public void start(Subscriber subscriber) {
        inbound.start(subscriber);
    }

    /**
     * Hands a subscriber nothing more until {@link #start}; what it has begun goes on. A persistent session keeps its filters
     * and messages; in a clean one both are given up after the grace.
     */
    public void suspend(Subscriber subscriber) {
        inbound.suspend(subscriber);
    }

    /** As {@link #suspend}. */
    public void stop(Subscriber subscriber) {
        inbound.stop(subscriber);
    }

    /** As {@link #stop} for the end of everything: nothing is given up, and nothing unsubscribed. */
    public void freeze(Subscriber subscriber) {
        inbound.freeze(subscriber);
    }

    /**
     * Takes a subscriber away. Its filters and messages are given up after the grace, unless somebody declares them again by
     * then: a route that is reloaded loses nothing.
     */
    public void remove(Subscriber subscriber) {
        boolean announced = inbound.isAnnounced(subscriber);
        inbound.remove(subscriber);
        if (tokens != null && !announced) {
            subscriber.subscriptions().forEach(s -> tokens.withdraw(s.filter()));
        }
    }

    /** How many messages a declared subscriber has begun and not ended. */
    public int inProgress(Subscriber subscriber) {
        return inbound.inProgress(subscriber);
    }

    /** Runs a task, here or on a worker, once a declared subscriber has begun nothing that has not ended. */
    public void whenIdle(Subscriber subscriber, Runnable task) {
        inbound.whenIdle(subscriber, task);
    }

    /**
     * Has the time of each QoS 1 or 2 publish told, from its call to its acknowledgement, in nanoseconds: with the wait for a
     * place in the window and for a connection.
     *
     * @param recorder called on the thread that the publish's callback is called on, before it; null for none
     */
    public void tellAcknowledgementTimes(LongConsumer recorder) {
        tally.acknowledgementTimes = recorder;
    }

    public ConnectionState state() {
        return connector.snapshot().state();
    }

    public ConnectionOptions options() {
        return options;
    }

    /** What the connection is doing at this moment. */
    public ConnectionStatus status() {
        Lifecycle.Snapshot now = connector.snapshot();
        return new ConnectionStatus(
                options.servers(),
                options.clientId(),
                now.state(),
                connector.isWanted(),
                now.since(),
                now.connects(),
                now.lastError(),
                now.lastErrorAt(),
                tally.counts(),
                window.inFlight(),
                tokens == null ? null : tokens.left(),
                tokens == null ? null : tokens.trouble(),
                inbound.status());
    }

    /** Sends DISCONNECT if connected and ends the connection for good; waits a bounded time. */
    public void close() {
        CompletableFuture<Void> ended = closing();
        await(ended, LONGEST_CLOSE);
        await(events.told(), LONGEST_TELLING);
    }

    private static void await(CompletableFuture<Void> end, Duration limit) {
        try {
            end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // What is left ends by itself; the caller has waited long enough.
            return;
        }
    }

    /** Begins to {@link #close}; done when nothing is left of the connection. */
    CompletableFuture<Void> closing() {
        ticks.remove(tick);
        CompletableFuture<Void> ended = connector.close();
        if (ended == null) {
            return CompletableFuture.completedFuture(null);
        }
        if (tokens != null) {
            tokens.close();
        }
        window.close();
        return ended.thenRun(() -> events.tell(new Closed()));
    }

    /** Done when the listener has been told all that has happened by now. */
    CompletableFuture<Void> told() {
        return events.told();
    }

    private void tick() {
        threads.guarded(connector::tick);
        threads.guarded(window::expire);
        threads.guarded(inbound::tick);
        threads.guarded(this::leaveIfExhausted);
    }

    /**
     * A server that answers PINGREQ and acknowledges nothing keeps every identifier in use, and nothing that needs one could
     * be sent any more: most are free on the next link.
     */
    private void leaveIfExhausted() {
        Link link = connector.connectedLink();
        long freed = ids.freed();
        if (!exhausted || link == null || !ids.isExhausted() || freed != freedBefore) {
            exhausted = link != null && ids.isExhausted();
            exhaustedNanos = threads.now();
            freedBefore = freed;
        } else if (threads.now() - exhaustedNanos >= options.publishTimeout().toNanos()) {
            exhausted = false;
            connector.drop(
                    link,
                    "all " + PacketIds.HIGHEST
                            + " packet identifiers wait for an acknowledgement, and the server has sent" + " none for "
                            + Reports.inWords(options.publishTimeout()) + ", though it answers PINGREQ");
        }
    }

    private boolean mayPublish(String topic) throws MqttConnectionException {
        return tokens == null || tokens.cover(topic) == TokenKeeper.Cover.COVERED;
    }

    private void ask() {
        window.sendBetween(inbound::ask);
    }

    @Override
    public String toString() {
        return "MqttConnection[" + options + ", " + state() + "]";
    }

    /** How the parts are tied together: called on lines' threads, workers and the timer. */
    private final class Wiring implements Connector.Owner, Inbound.Owner, TokenKeeper.Owner {
        @Override
        public Credentials credentials() throws Exception {
            if (tokens != null) {
                return tokens.present();
            }
            return credentials == null ? null : credentials.credentialsFor(options.clientId());
        }

        @Override
        public void credentialsRefused() {
            if (tokens != null) {
                tokens.refused();
            }
        }

        @Override
        public void linkUp(Link link, boolean sessionPresent) {
            if (tokens != null) {
                tokens.linkUp();
            }
            if (!sessionPresent) {
                window.sessionGone();
            }
            inbound.linkUp(link, sessionPresent);
            window.linkUp(link);
            ask();
        }

        @Override
        public boolean linkDown(Link link, boolean closedByServer) {
            if (tokens != null) {
                tokens.linkDown();
            }
            inbound.linkDown(link);
            return window.linkDown(link, closedByServer);
        }

        @Override
        public String announcedReason() {
            return tokens == null ? null : tokens.invalidReason();
        }

        @Override
        public void arrived(Link link, Packet.Publish publish) {
            Optional<TokenNotice> notice =
                    tokens == null ? Optional.empty() : TokenNotice.of(publish.topic(), publish.payload());
            if (notice.isPresent()) {
                tokens.notice(notice.get());
                inbound.answer(link, publish);
            } else {
                inbound.arrived(link, publish);
            }
        }

        @Override
        public void oversized(Link link, Packet.Oversized publish) {
            inbound.oversized(link, publish);
        }

        @Override
        public void released(Link link, int packetId) {
            inbound.released(link, packetId);
        }

        @Override
        public void answered() {
            window.settle();
        }

        @Override
        public Outlet connectedLink() {
            return connector.connectedLink();
        }

        @Override
        public boolean maySubscribe(String filter) {
            return tokens == null || tokens.covers(filter);
        }

        @Override
        public String refusalOf(String filter) {
            return tokens == null ? null : tokens.refusalOf(filter);
        }

        @Override
        public boolean expectsAnswer() {
            return ids.expected() > 0;
        }

        @Override
        public void fetch(Link link, int left) {
            connector.fetch(link, left);
        }

        /** Not here: it is called under the lock of what comes in, and the end of a link concerns everybody. */
        @Override
        public void drop(Link link, String reason) {
            threads.work(() -> connector.drop(link, reason));
        }

        @Override
        public boolean hold(Outlet link) {
            return window.hold(link);
        }

        @Override
        public void release() {
            window.release();
            ask();
        }

        @Override
        public void coverChanged() {
            window.tryWaiting();
            ask();
        }

        @Override
        public void drop(Outlet link, String reason) {
            // Not here either: a token's upload may fail while the window has its lock.
            threads.work(() -> connector.drop((Link) link, reason));
        }

        @Override
        public void tell(ConnectionEvent event) {
            events.tell(event);
        }
    }
}
