package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one MQTT connection of a (server, clientId), for any number of publishers and subscribers. It connects, the first
 * time as every time, with backoff and jitter, asks for credentials anew at each connect, and subscribes again after it,
 * whatever the broker says about a session.
 *
 * <p>All methods may be called from any thread; only {@link #publish} and {@link #close} may wait, both with a limit.
 */
public final class MqttConnection {

    /** The states of the connection, of which {@link #CLOSED} is final. */
    public enum State {
        /** Waiting for the time of the next connect. */
        DISCONNECTED,
        /** Between the network connect and CONNACK. */
        CONNECTING,
        /** CONNACK has been received. */
        CONNECTED,
        /** DISCONNECT is on its way. */
        CLOSING,
        /** Ended for good. */
        CLOSED
    }

    /** A connection that lived this long was a good one: the next loss starts at the shortest backoff again. */
    private static final Duration STABLE = Duration.ofSeconds(30);
    /** How long SUBACK may take before the connection counts as dead. */
    private static final Duration SUBACK_TIMEOUT = Duration.ofSeconds(10);
    /** How long a filter, or a message, without a subscriber waits for one that is being restarted. */
    static final Duration LINGER = Duration.ofSeconds(5);

    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int SUBACK_FAILURE = 0x80;

    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

    private final ConnectionOptions options;
    private final CredentialProcessor credentials;
    private final ConnectionThreads threads;
    private final PublishWindow window;
    private final Subscriptions subscriptions;
    private final Link.Owner owner = new LinkEvents();

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Backoff backoff = new Backoff();
    private State state = State.DISCONNECTED;
    private Link link;
    private ScheduledFuture<?> ticker;
    private long connectedAtNanos;
    private long lostAtNanos;
    private boolean lostBefore;
    private boolean unclaimedWarned;

    /**
     * @param options where and how to connect
     * @param credentials asked at every connect; null to connect without
     * @param threads shared with other connections
     */
    public MqttConnection(ConnectionOptions options, CredentialProcessor credentials, ConnectionThreads threads) {
        this.options = options;
        this.credentials = credentials;
        this.threads = threads;
        this.window = new PublishWindow(options, new Handoff(threads));
        this.subscriptions = new Subscriptions(options.clientId(), options.maxSubscriptions());
    }

    /** Begins to connect; does not wait for it. */
    public void open() {
        lock.lock();
        try {
            if (ticker == null && state == State.DISCONNECTED) {
                ticker = threads.timer()
                        .scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
                threads.workers().execute(this::connect);
            }
        } finally {
            lock.unlock();
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
     * Registers a subscriber; SUBSCRIBE is sent now if connected, and at every connect from now on.
     *
     * @throws IllegalArgumentException if the server would not take so many topic filters from one client
     */
    public void add(Subscriber subscriber) {
        subscriptions.add(subscriber);
        subscribeMissing();
    }

    /**
     * Takes a subscriber away. Its filters are given up some seconds later, unless somebody wants them again by then: a
     * route that is reloaded loses nothing. A persistent session (cleanSession=false) keeps its subscriptions.
     */
    public void remove(Subscriber subscriber) {
        subscriptions.remove(subscriber);
        if (options.cleanSession()) {
            threads.timer().schedule(this::unsubscribeUnwanted, LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Takes back what a subscriber has not begun with; it is held for the next one that wants it. */
    public void giveBack(List<InboundMessage> messages) {
        subscriptions.hold(messages);
    }

    public State state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    public ConnectionOptions options() {
        return options;
    }

    /** Messages that matched nobody's filters when they arrived. */
    public long unclaimed() {
        return subscriptions.unclaimed();
    }

    /** Sends DISCONNECT if connected and ends the connection for good; waits a bounded time. */
    public void close() {
        Link last;
        boolean connected;
        lock.lock();
        try {
            if (state == State.CLOSING || state == State.CLOSED) {
                return;
            }
            connected = state == State.CONNECTED;
            state = State.CLOSING;
            last = link;
            link = null;
            if (ticker != null) {
                ticker.cancel(false);
            }
        } finally {
            lock.unlock();
        }
        if (last != null) {
            if (connected) {
                last.disconnect(DISCONNECT_TIMEOUT.toMillis());
            } else {
                last.abandon();
            }
        }
        window.close();
        lock.lock();
        try {
            state = State.CLOSED;
        } finally {
            lock.unlock();
        }
        LOG.info("closed the connection {}", options);
    }

    private void connect() {
        Link attempt;
        lock.lock();
        try {
            if (state != State.DISCONNECTED) {
                return;
            }
            state = State.CONNECTING;
        } finally {
            lock.unlock();
        }
        try {
            attempt = new Link(options, threads, owner);
            Credentials presented = credentials == null ? null : credentials.credentialsFor(options.clientId());
            lock.lock();
            try {
                if (state != State.CONNECTING) {
                    return;
                }
                link = attempt;
            } finally {
                lock.unlock();
            }
            threads.timer().schedule(() -> giveUp(attempt), connectLimitMillis(), TimeUnit.MILLISECONDS);
            attempt.connect(options, presented);
        } catch (MqttException | RuntimeException e) {
            connectFailed(e);
        }
    }

    /** Network connect, handshake and CONNACK may each take the connect timeout, for each server in the list. */
    private long connectLimitMillis() {
        return options.connectTimeout().toMillis() * 3 * options.serverUris().size();
    }

    private void giveUp(Link attempt) {
        lock.lock();
        try {
            if (link != attempt || state != State.CONNECTING) {
                return;
            }
        } finally {
            lock.unlock();
        }
        drop(attempt, "no CONNACK within " + connectLimitMillis() + " ms");
    }

    /** Ends a link that is not answering, and lets the ordinary reconnect follow. */
    private void drop(Link dead, String reason) {
        ended(dead, reason);
        threads.workers().execute(dead::abandon);
    }

    private void connectFailed(Throwable cause) {
        String described = credentials == null ? "no credentials" : credentials.describe();
        ended(link, Reason.ofConnect(cause, options, described));
        LOG.debug("connect to {} failed", options, cause);
    }

    private void ended(Link dead, String reason) {
        long waitMillis;
        boolean wasConnected;
        lock.lock();
        try {
            if (link != dead || state == State.CLOSING || state == State.CLOSED) {
                return;
            }
            wasConnected = state == State.CONNECTED;
            state = State.DISCONNECTED;
            link = null;
            long now = System.nanoTime();
            if (wasConnected) {
                lostBefore = true;
                lostAtNanos = now;
                if (now - connectedAtNanos >= STABLE.toNanos()) {
                    backoff.reset();
                }
            }
            waitMillis = backoff.next().toMillis();
        } finally {
            lock.unlock();
        }
        subscriptions.linkDown();
        if (dead != null) {
            window.linkDown(dead);
        }
        LOG.warn(
                "{} {}: {}. Next try in {} s",
                wasConnected ? "lost the connection" : "cannot connect",
                options,
                reason,
                String.format("%.1f", waitMillis / 1000.0));
        threads.timer().schedule(() -> threads.workers().execute(this::connect), waitMillis, TimeUnit.MILLISECONDS);
    }

    private void connected(Link fresh, boolean sessionPresent) {
        String after;
        lock.lock();
        try {
            if (link != fresh || state != State.CONNECTING) {
                threads.workers().execute(fresh::abandon);
                return;
            }
            state = State.CONNECTED;
            connectedAtNanos = System.nanoTime();
            after = lostBefore ? String.format(" again, after %.1f s", (connectedAtNanos - lostAtNanos) / 1e9) : "";
        } finally {
            lock.unlock();
        }
        LOG.info("connected to {}{}{}", options, after, sessionPresent ? ", session present" : "");
        subscribeMissing();
        window.linkUp(fresh);
    }

    private Link connectedLink() {
        lock.lock();
        try {
            return state == State.CONNECTED ? link : null;
        } finally {
            lock.unlock();
        }
    }

    private void subscribeMissing() {
        Link current = connectedLink();
        if (current == null) {
            return;
        }
        List<Subscription> missing = subscriptions.takeMissing();
        if (missing.isEmpty()) {
            return;
        }
        try {
            SubackListener suback = new SubackListener(current, missing);
            current.subscribe(missing, suback);
            threads.timer().schedule(suback::giveUp, SUBACK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (MqttException e) {
            LOG.debug("SUBSCRIBE not sent: the next connect repeats it", e);
        }
    }

    private void unsubscribeUnwanted() {
        Link current = connectedLink();
        if (current == null) {
            return;
        }
        List<String> unwanted = subscriptions.takeUnwanted();
        if (unwanted.isEmpty()) {
            return;
        }
        try {
            current.unsubscribe(unwanted);
        } catch (MqttException e) {
            LOG.debug("UNSUBSCRIBE not sent: the next connect does not subscribe {}", unwanted, e);
        }
    }

    private void tick() {
        Link current = connectedLink();
        if (window.expire(System.nanoTime()) && current != null) {
            drop(
                    current,
                    "no acknowledgement of a publish within "
                            + options.publishTimeout().toSeconds() + " s");
        }
    }

    private void arrived(InboundMessage message) {
        if (!subscriptions.dispatch(message)) {
            lock.lock();
            try {
                if (unclaimedWarned) {
                    return;
                }
                unclaimedWarned = true;
            } finally {
                lock.unlock();
            }
            threads.timer().schedule(() -> warnUnclaimed(message), LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Some time later, since the route that wants the message may still be starting. At most one line a minute. */
    private void warnUnclaimed(InboundMessage first) {
        InboundMessage example = subscriptions.oldestHeld();
        if (example != null || first.qos() == 0) {
            LOG.warn(
                    "{}: no route takes the {}; {} so far. It is not acknowledged (QoS 0: it is gone). Add its topic to a"
                            + " consumer, as in paho:{}",
                    options.clientId(),
                    example == null ? first : example,
                    subscriptions.unclaimed(),
                    first.topic());
        }
        threads.timer()
                .schedule(
                        () -> {
                            lock.lock();
                            try {
                                unclaimedWarned = false;
                            } finally {
                                lock.unlock();
                            }
                        },
                        1,
                        TimeUnit.MINUTES);
    }

    @Override
    public String toString() {
        return "MqttConnection[" + options + ", " + state() + "]";
    }

    private final class LinkEvents implements Link.Owner {
        @Override
        public void connected(Link fresh, boolean sessionPresent) {
            MqttConnection.this.connected(fresh, sessionPresent);
        }

        @Override
        public void connectFailed(Link attempt, Throwable cause) {
            if (attempt == link()) {
                MqttConnection.this.connectFailed(cause);
            }
        }

        @Override
        public void lost(Link lost, Throwable cause) {
            ended(lost, Reason.ofLoss(cause));
        }

        @Override
        public void arrived(Link from, InboundMessage message) {
            MqttConnection.this.arrived(message);
        }

        private Link link() {
            lock.lock();
            try {
                return link;
            } finally {
                lock.unlock();
            }
        }
    }

    private final class SubackListener implements IMqttActionListener {
        private final Link on;
        private final List<Subscription> asked;
        private volatile boolean answered;

        SubackListener(Link on, List<Subscription> asked) {
            this.on = on;
            this.asked = asked;
        }

        @Override
        public void onSuccess(IMqttToken token) {
            answered = true;
            int[] granted = token.getGrantedQos();
            for (int i = 0; i < granted.length && i < asked.size(); i++) {
                if (granted[i] == SUBACK_FAILURE) {
                    subscriptions.refused(
                            asked.get(i),
                            "the server refused the topic filter '"
                                    + asked.get(i).filter()
                                    + "' (SUBACK 0x80): check that this client may subscribe to it");
                }
            }
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            answered = true;
            LOG.debug("SUBSCRIBE {} not answered: the next connect repeats it", asked, cause);
        }

        void giveUp() {
            if (!answered && connectedLink() == on) {
                drop(on, "no SUBACK within " + SUBACK_TIMEOUT.toSeconds() + " s");
            }
        }
    }
}
