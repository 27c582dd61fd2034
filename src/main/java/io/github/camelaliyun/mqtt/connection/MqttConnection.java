package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Closed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Dropped;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * The one MQTT connection of a (server, clientId), for any number of publishers and subscribers. It connects, the first
 * time as every time, with backoff and jitter, asks for credentials anew at each connect, and subscribes again after it,
 * whatever the broker says about a session.
 *
 * <p>{@link Connector} makes the links, {@link PublishWindow} holds what is on its way out, {@link Inbound} brings what
 * comes in to whom it is for, {@link TokenKeeper} renews tokens; each has its own lock. All methods may be called from any
 * thread; only {@link #publish} and {@link #close} may wait, both with a limit.
 */
public final class MqttConnection {

    /** How long a filter, or a message, without a subscriber waits for one that is being restarted. */
    static final Duration LINGER = Duration.ofSeconds(5);

    /** Outcomes of publishes are told one after the other, as long as none blocks. */
    private static final int IN_ORDER = 1;

    private static final Duration TICK = Duration.ofMillis(500);

    private final ConnectionOptions options;
    private final CredentialProcessor credentials;
    private final ConnectionThreads threads;
    private final ConnectionListener listener;
    private final Connector connector;
    private final PublishWindow window;
    private final Inbound inbound;
    /** Null unless the connection authenticates with tokens. */
    private final TokenKeeper tokens;

    private final Tally tally = new Tally();
    private final AtomicLong dropped = new AtomicLong();
    private volatile ScheduledFuture<?> ticker;

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
        this.options = options;
        this.credentials = credentials;
        this.threads = threads;
        this.listener = listener;
        Wiring wiring = new Wiring();
        String described = credentials == null ? "no credentials" : credentials.describe();
        this.connector = new Connector(options, described, threads, wiring);
        this.window = new PublishWindow(options, new Handoff(threads.timer(), threads.callbacks(), IN_ORDER), tally);
        this.inbound = new Inbound(options, threads, wiring);
        this.tokens = credentials instanceof TokenAuthentication authentication
                ? new TokenKeeper(authentication, options.clientId(), threads, wiring)
                : null;
    }

    /**
     * Notes a topic or topic filter that a publisher or subscriber will use, before {@link #open} if possible: a token must
     * cover it.
     *
     * @throws IllegalArgumentException if tokens are configured not to
     */
    public void use(String topicOrFilter) {
        if (tokens != null) {
            tokens.use(topicOrFilter);
        }
    }

    /** Begins to connect; does not wait for it. */
    public void open() {
        if (connector.open()) {
            ticker = threads.timer()
                    .scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Publishes a message. Waits while the in-flight window is full, or while a token for its topic is being fetched;
     * otherwise returns at once, connected or not, and reports the outcome later.
     *
     * @throws MqttConnectionException if no place in the window came free in time or the connection is closed; the
     *     callback is then not called
     */
    public void publish(OutboundMessage message, PublishCallback callback)
            throws MqttConnectionException, InterruptedException {
        tally.published.increment();
        try {
            if (tokens != null) {
                tokens.awaitCover(message.topic(), options.publishTimeout());
            }
            window.publish(message, callback);
        } catch (MqttConnectionException | InterruptedException | RuntimeException e) {
            tally.failed.increment();
            throw e;
        }
    }

    /**
     * Registers a subscriber and hands it what was held for it; SUBSCRIBE is sent now if connected, and at every connect
     * from now on.
     *
     * @throws IllegalArgumentException if the server would not take so many topic filters from one client
     */
    public void add(Subscriber subscriber) {
        subscriber.subscriptions().forEach(subscription -> use(subscription.filter()));
        inbound.add(subscriber);
    }

    /**
     * Takes a subscriber away. Its filters are given up some seconds later, unless somebody wants them again by then: a
     * route that is reloaded loses nothing. A persistent session (cleanSession=false) keeps its subscriptions.
     */
    public void remove(Subscriber subscriber) {
        inbound.remove(subscriber);
    }

    /**
     * Takes back what a subscriber has not dealt with. It is held for the next one that wants it; if none has come some
     * seconds later, while others have had the message too, it is theirs to acknowledge.
     */
    public void giveBack(List<InboundMessage> messages) {
        inbound.giveBack(messages);
    }

    /** Counts a message that a subscriber begins with and that one may have seen before. */
    public void countRedelivered() {
        tally.redelivered.increment();
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

    /** Counts a QoS 0 message that a subscriber had no room for. */
    public void countDropped(InboundMessage message) {
        long total = dropped.incrementAndGet();
        if (Long.bitCount(total) == 1) {
            listener.onEvent(options, new Dropped(message, total));
        }
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
                String.join(",", options.serverUris()),
                options.clientId(),
                now.state(),
                now.since(),
                now.connects(),
                now.lastError(),
                now.lastErrorAt(),
                tally.counts(),
                window.inFlight(),
                inbound.unclaimed(),
                inbound.held(),
                dropped.get(),
                tokens == null ? null : tokens.left(),
                tokens == null ? null : tokens.trouble(),
                inbound.refused());
    }

    /** Sends DISCONNECT if connected and ends the connection for good; waits a bounded time. */
    public void close() {
        if (connector.close()) {
            if (ticker != null) {
                ticker.cancel(false);
            }
            if (tokens != null) {
                tokens.close();
            }
            window.close();
            listener.onEvent(options, new Closed());
        }
    }

    private void tick() {
        Link link = connector.connectedLink();
        if (window.expire(System.nanoTime()) && link != null) {
            connector.drop(
                    link,
                    "no acknowledgement of a publish within "
                            + options.publishTimeout().toSeconds() + " s");
        }
    }

    @Override
    public String toString() {
        return "MqttConnection[" + options + ", " + state() + "]";
    }

    /** How the rooms are tied together: called on workers and the timer's threads. */
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
            inbound.linkUp(sessionPresent);
            window.linkUp(link);
        }

        @Override
        public void linkDown(Link link) {
            if (tokens != null) {
                tokens.linkDown();
            }
            inbound.linkDown();
            window.linkDown(link);
        }

        @Override
        public String announcedReason() {
            return tokens == null ? null : tokens.invalidReason();
        }

        @Override
        public void arrived(InboundMessage message) {
            Optional<TokenNotice> notice = tokens == null ? Optional.empty() : TokenNotice.of(message);
            if (notice.isPresent()) {
                tokens.notice(notice.get());
                message.expect(1);
                message.complete();
            } else {
                tally.received.increment();
                inbound.arrived(message);
            }
        }

        @Override
        public void answered() {
            window.settle();
        }

        @Override
        public Link connectedLink() {
            return connector.connectedLink();
        }

        @Override
        public void send(Runnable packet) {
            window.sendBetween(packet);
        }

        @Override
        public boolean maySubscribe(String filter) {
            return tokens == null || tokens.covers(filter);
        }

        @Override
        public boolean hold(Link link) {
            return window.hold(link);
        }

        @Override
        public void release() {
            window.release();
            inbound.ask();
        }

        @Override
        public void drop(Link link, String reason) {
            connector.drop(link, reason);
        }

        @Override
        public void tell(ConnectionEvent event) {
            listener.onEvent(options, event);
        }
    }
}
