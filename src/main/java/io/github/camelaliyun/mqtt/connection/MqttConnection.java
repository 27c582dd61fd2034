package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Closed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Dropped;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Fetching;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.SubscriptionRefused;
import io.github.camelaliyun.mqtt.connection.Lifecycle.Ending;
import io.github.camelaliyun.mqtt.connection.Lifecycle.Farewell;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one MQTT connection of a (server, clientId), for any number of publishers and subscribers. It connects, the first
 * time as every time, with backoff and jitter, asks for credentials anew at each connect, and subscribes again after it,
 * whatever the broker says about a session.
 *
 * <p>{@link Lifecycle} says which state it is in, {@link PublishWindow} holds what is on its way out,
 * {@link Dispatcher} brings what comes in to whom it is for; each has its own lock, and none is held while another room
 * is called. All methods may be called from any thread; only {@link #publish} and
 * {@link #close} may wait, both with a limit.
 */
public final class MqttConnection {

    /** How long a filter, or a message, without a subscriber waits for one that is being restarted. */
    static final Duration LINGER = Duration.ofSeconds(5);

    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

    private final ConnectionOptions options;
    private final CredentialProcessor credentials;
    private final ConnectionThreads threads;
    private final ConnectionListener listener;
    private final Lifecycle lifecycle;
    private final PublishWindow window;
    private final Subscriptions subscriptions;
    private final HeldMessages held;
    private final Dispatcher dispatcher;
    private final Events events = new Events();
    private final AtomicLong dropped = new AtomicLong();
    private volatile ScheduledFuture<?> ticker;
    /** The latest link that was connected; touched by the one that connects only. */
    private volatile Link latest;

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
        this.lifecycle = new Lifecycle(options.clientId());
        this.window = new PublishWindow(options, new Handoff(threads));
        this.subscriptions = new Subscriptions(options.clientId(), options.maxSubscriptions());
        this.held = new HeldMessages(threads.timer(), this::tell);
        this.dispatcher = new Dispatcher(subscriptions, held, threads.timer());
    }

    /** Begins to connect; does not wait for it. */
    public void open() {
        if (lifecycle.open()) {
            ticker = threads.timer()
                    .scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
            threads.workers().execute(this::connect);
        }
    }

    /**
     * Publishes a message. Waits while the in-flight window is full; otherwise returns at once, connected or not, and
     * reports the outcome later.
     *
     * @throws MqttConnectionException if no place in the window came free in time or the connection is closed; the
     *     callback is then not called
     */
    public void publish(OutboundMessage message, PublishCallback callback)
            throws MqttConnectionException, InterruptedException {
        window.publish(message, callback);
    }

    /**
     * Registers a subscriber and hands it what was held for it; SUBSCRIBE is sent now if connected, and at every connect
     * from now on.
     *
     * @throws IllegalArgumentException if the server would not take so many topic filters from one client
     */
    public void add(Subscriber subscriber) {
        subscriptions.add(subscriber);
        dispatcher.deliverHeld(subscriber);
        subscribeMissing();
    }

    /**
     * Takes a subscriber away. Its filters are given up some seconds later, unless somebody wants them again by then: a
     * route that is reloaded loses nothing. A persistent session (cleanSession=false) keeps its subscriptions.
     */
    public void remove(Subscriber subscriber) {
        int removal = subscriptions.remove(subscriber);
        if (options.cleanSession()) {
            later(LINGER, () -> unsubscribe(lifecycle.connectedLink(), subscriptions.takeUnwanted(removal)));
        }
    }

    /**
     * Takes back what a subscriber has not dealt with. It is held for the next one that wants it; if none has come some
     * seconds later, while others have had the message too, it is theirs to acknowledge.
     */
    public void giveBack(List<InboundMessage> messages) {
        dispatcher.giveBack(messages);
    }

    /** Counts a QoS 0 message that a subscriber had no room for. */
    public void countDropped(InboundMessage message) {
        long total = dropped.incrementAndGet();
        if (Long.bitCount(total) == 1) {
            tell(new Dropped(message, total));
        }
    }

    public ConnectionState state() {
        return lifecycle.state();
    }

    public ConnectionOptions options() {
        return options;
    }

    /** What the connection is doing at this moment. */
    public ConnectionStatus status() {
        Lifecycle.Snapshot now = lifecycle.snapshot();
        return new ConnectionStatus(
                String.join(",", options.serverUris()),
                options.clientId(),
                now.state(),
                now.since(),
                now.connects(),
                now.lastError(),
                now.lastErrorAt(),
                window.inFlight(),
                held.unclaimedTotal(),
                held.size(),
                dropped.get(),
                subscriptions.refused());
    }

    /** Sends DISCONNECT if connected and ends the connection for good; waits a bounded time. */
    public void close() {
        Optional<Farewell> farewell = lifecycle.closing();
        if (farewell.isEmpty()) {
            return;
        }
        if (ticker != null) {
            ticker.cancel(false);
        }
        Link last = farewell.get().link();
        if (last != null && farewell.get().connected()) {
            last.disconnect(DISCONNECT_TIMEOUT);
        } else if (last != null) {
            last.abandon();
        }
        window.close();
        lifecycle.closed();
        tell(new Closed());
    }

    private void connect() {
        if (!lifecycle.connecting()) {
            return;
        }
        Link attempt = null;
        try {
            Credentials presented = credentials == null ? null : credentials.credentialsFor(options.clientId());
            attempt = new Link(options, threads, events);
            if (lifecycle.attach(attempt)) {
                Link watched = attempt;
                later(options.connectLimit(), () -> giveUp(watched));
                attempt.connect(options, presented);
            }
        } catch (MqttException | RuntimeException e) {
            connectFailed(attempt, e);
        }
    }

    private void giveUp(Link attempt) {
        if (lifecycle.isConnecting(attempt)) {
            drop(attempt, "no CONNACK within " + options.connectLimit().toMillis() + " ms");
        }
    }

    /** Ends a link that is not answering, and lets the ordinary reconnect follow. */
    private void drop(Link dead, String reason) {
        ended(dead, reason, false);
        threads.workers().execute(dead::abandon);
    }

    private void connectFailed(Link attempt, Throwable cause) {
        String presented = credentials == null ? "no credentials" : credentials.describe();
        ended(attempt, Reason.ofConnect(cause, options, presented), false);
        LOG.debug("connect to {} failed", options, cause);
    }

    private void ended(Link link, String reason, boolean closedByServer) {
        Optional<Ending> ending = lifecycle.ended(link, reason, closedByServer);
        if (ending.isPresent()) {
            linkDown(link);
            tell(ending.get().event());
            later(ending.get().nextTry(), () -> threads.workers().execute(this::connect));
        }
    }

    private void fetch(Link link, int left) {
        if (lifecycle.renew(link)) {
            linkDown(link);
            tell(new Fetching(left));
            link.disconnect(DISCONNECT_TIMEOUT);
            connect();
        }
    }

    private void linkDown(Link link) {
        if (link != null) {
            link.down();
        }
        subscriptions.linkDown();
        window.linkDown(link);
    }

    private void connected(Link link, boolean sessionPresent) {
        Optional<Connected> connected = lifecycle.connected(link, sessionPresent);
        if (connected.isEmpty()) {
            threads.workers().execute(link::abandon);
            return;
        }
        tell(connected.get());
        if (latest != null) {
            latest.succeeded(sessionPresent);
            held.forgetSuperseded();
        }
        latest = link;
        subscriptions.linkUp(sessionPresent);
        subscriptions.subscribers().forEach(Subscriber::onConnected);
        subscribeMissing();
        window.linkUp(link);
    }

    private void subscribeMissing() {
        Link link = lifecycle.connectedLink();
        if (link == null) {
            return;
        }
        unsubscribe(link, subscriptions.takeSurplus());
        List<Subscription> missing = subscriptions.takeMissing();
        if (!missing.isEmpty()) {
            SubscribeExchange.start(link, missing, threads.timer(), events);
        }
    }

    private static void unsubscribe(Link link, List<String> filters) {
        if (link != null && !filters.isEmpty()) {
            link.unsubscribe(filters);
        }
    }

    private void tick() {
        Link link = lifecycle.connectedLink();
        if (window.expire(System.nanoTime()) && link != null) {
            drop(
                    link,
                    "no acknowledgement of a publish within "
                            + options.publishTimeout().toSeconds() + " s");
        }
    }

    private void later(Duration delay, Runnable task) {
        threads.timer().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell(ConnectionEvent event) {
        listener.onEvent(options, event);
    }

    @Override
    public String toString() {
        return "MqttConnection[" + options + ", " + state() + "]";
    }

    /** What links and exchanges report, on Paho's threads and the timer's. */
    private final class Events implements Link.Owner, SubscribeExchange.Asker {
        @Override
        public void connected(Link link, boolean sessionPresent) {
            MqttConnection.this.connected(link, sessionPresent);
        }

        @Override
        public void connectFailed(Link link, Throwable cause) {
            MqttConnection.this.connectFailed(link, cause);
        }

        @Override
        public void lost(Link link, Throwable cause) {
            ended(link, Reason.ofLoss(cause), Reason.isCloseByServer(cause));
        }

        @Override
        public void arrived(InboundMessage message) {
            dispatcher.arrived(message);
        }

        @Override
        public void hasRoom(Link link, int left) {
            threads.workers().execute(() -> fetch(link, left));
        }

        @Override
        public void granted(Subscription subscription) {
            subscriptions.granted(subscription);
        }

        @Override
        public void refused(Subscription subscription, String reason) {
            tell(new SubscriptionRefused(subscription, reason));
            subscriptions.refused(subscription, reason);
        }

        @Override
        public void unanswered(Link link) {
            if (lifecycle.connectedLink() == link) {
                drop(link, "no SUBACK within " + SubscribeExchange.LIMIT.toSeconds() + " s");
            }
        }
    }
}
