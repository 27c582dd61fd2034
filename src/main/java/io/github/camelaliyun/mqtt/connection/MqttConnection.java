package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Closed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Rests;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/**
 * The one MQTT connection of a (server, clientId), for any number of publishers and subscribers. It connects, the first
 * time as every time, with backoff and jitter, asks for credentials at each connect, and subscribes again after it, whatever
 * the broker says about a session.
 *
 * <p>{@code ConnectionParts} ties its parts together: {@code Connector} makes the links, {@code PublishWindow} holds what is
 * on its way out, {@code Inbound} brings what comes in to whom it is for, {@code TokenKeeper} renews tokens; each has its own
 * lock, and none is called under the lock of {@code Inbound}. All methods may be called from any thread; only
 * {@link #publish} may wait, with a limit.
 */
public final class MqttConnection {

    private final ConnectionOptions options;
    final ConnectionParts parts;
    private final Ticks ticks;
    private final Runnable tick;

    /**
     * @param options where and how to connect
     * @param credentials asked at every connect; null to connect without
     * @param threads shared with other connections
     * @param ticks shared with other connections as well
     * @param listener learns what happens
     */
    MqttConnection(
            ConnectionOptions options,
            CredentialProcessor credentials,
            ConnectionThreads threads,
            Ticks ticks,
            ConnectionListener listener) {
        this.options = options;
        this.ticks = ticks;
        this.parts = new ConnectionParts(options, credentials, threads, listener);
        this.tick = parts::tick;
        ticks.add(tick);
    }

    /**
     * Notes the topics that a publisher will use, before {@link #open} if possible: a token must cover them. Each is to be
     * taken back with {@link #withdraw}.
     *
     * @throws IllegalArgumentException if tokens are configured not to cover one, or there cannot be a token for it; none
     *     is noted then
     */
    void use(Collection<String> topics) {
        parts.tokens.declare(topics);
    }

    /** Takes back one topic of {@link #use}. */
    void withdraw(String topic) {
        parts.tokens.withdraw(topic);
    }

    /** Begins to connect, or to connect again after {@link #rest}; does not wait for it. */
    void open() {
        parts.connector.open();
    }

    /**
     * Ends the network connection in order, and makes no other until {@link #open}: for a connection that nobody uses for the
     * time being. In a persistent session the broker keeps what has not been begun. Does not wait.
     */
    void rest() {
        if (parts.connector.rest()) {
            parts.inbound.rest();
            parts.window.rest("no route that uses the connection " + options
                    + " is started any more: start its route, and" + " send it again");
            parts.events.tell(new Rests());
        }
    }

    /**
     * Publishes a message. Waits while the in-flight window is full, or while a token for its topic is being fetched;
     * otherwise returns at once, connected or not, and reports the outcome later.
     *
     * @param message what to publish; its payload must not change until the outcome
     * @param failWhenDisconnected whether to fail at once if the connection is not up; while its first attempt goes on it
     *     waits for that, as long as for a place
     * @param callback told the outcome once, unless this method throws
     * @throws MqttConnectionException if no place in the window came free in time, the connection is closed, or no token
     *     covers the topic; the callback is then not called
     * @throws InterruptedException if the thread is interrupted while it waits; the callback is then not called
     */
    public void publish(OutboundMessage message, boolean failWhenDisconnected, PublishCallback callback)
            throws MqttConnectionException, InterruptedException {
        parts.tally.published.increment();
        try {
            parts.tokens.awaitCover(message.topic(), options.publishTimeout());
            parts.window.publish(message, failWhenDisconnected, callback);
        } catch (MqttConnectionException | InterruptedException | RuntimeException | Error e) {
            parts.tally.failed.increment();
            throw e;
        }
    }

    /**
     * Makes a subscriber known before it is declared: in a persistent session its messages wait for it, from the first
     * connect on. It takes no place from a declared one, and no token is asked for it.
     */
    void announce(Subscriber subscriber) {
        parts.inbound.subscribers().announce(subscriber);
    }

    /**
     * Makes a subscriber known before it starts, or makes an announced one ready to start.
     *
     * <p>Not to be called at the same time as itself.
     *
     * @param subscriber perhaps announced before
     * @throws IllegalArgumentException if the server would not take so many topic filters from one client, or tokens are
     *     configured not to cover one; nothing has happened then
     */
    void declare(Subscriber subscriber) {
        // First all that may refuse it, so that nothing is to be taken back.
        parts.inbound.subscribers().requireRoomFor(subscriber);
        parts.tokens.declare(
                subscriber.subscriptions().stream().map(Subscription::filter).toList());
        parts.inbound.subscribers().declare(subscriber);
    }

    /**
     * Hands messages to a subscriber, from the first that waits for it; its filters are subscribed at every connect.
     *
     * @param subscriber a declared one
     */
    public void start(Subscriber subscriber) {
        parts.inbound.subscribers().start(subscriber);
    }

    /**
     * Hands a subscriber nothing more until {@link #start}; what it has begun goes on. A persistent session keeps its filters
     * and messages; in a clean one both are given up after the grace.
     *
     * @param subscriber a declared one
     */
    public void suspend(Subscriber subscriber) {
        parts.inbound.subscribers().suspend(subscriber);
    }

    /**
     * As {@link #suspend}.
     *
     * @param subscriber a declared one
     */
    public void stop(Subscriber subscriber) {
        parts.inbound.subscribers().stop(subscriber);
    }

    /**
     * As {@link #stop} for the end of everything: nothing is given up, and nothing unsubscribed.
     *
     * @param subscriber a declared one
     */
    public void freeze(Subscriber subscriber) {
        parts.inbound.subscribers().freeze(subscriber);
    }

    /**
     * Takes a subscriber away. Its filters and messages are given up after the grace, unless somebody declares them again by
     * then: a route that is reloaded loses nothing.
     *
     * @param subscriber a declared or announced one
     */
    void remove(Subscriber subscriber) {
        boolean announced = parts.inbound.subscribers().isAnnounced(subscriber);
        parts.inbound.subscribers().remove(subscriber);
        if (!announced) {
            subscriber.subscriptions().forEach(s -> parts.tokens.withdraw(s.filter()));
        }
    }

    /**
     * {@return how many messages a subscriber has begun and not ended; 0 if it is not declared}
     *
     * @param subscriber a declared one
     */
    public int inProgress(Subscriber subscriber) {
        return parts.inbound.subscribers().inProgress(subscriber);
    }

    /** Runs a task, here or on a worker, once a declared subscriber has begun nothing that has not ended. */
    void whenIdle(Subscriber subscriber, Runnable task) {
        parts.inbound.subscribers().whenIdle(subscriber, task);
    }

    /**
     * Has the time of each QoS 1 or 2 publish told, from its call to its acknowledgement, in nanoseconds: with the wait for a
     * place in the window and for a connection.
     *
     * @param recorder called on the thread that the publish's callback is called on, before it; null for none
     */
    public void tellAcknowledgementTimes(LongConsumer recorder) {
        parts.tally.acknowledgementTimes = recorder;
    }

    /** {@return the present state} */
    public ConnectionState state() {
        return parts.connector.snapshot().state();
    }

    /** {@return where and how it connects} */
    public ConnectionOptions options() {
        return options;
    }

    /** {@return what the connection is doing at this moment} */
    public ConnectionStatus status() {
        Lifecycle.Snapshot now = parts.connector.snapshot();
        return new ConnectionStatus(
                options.servers(),
                options.clientId(),
                now.state(),
                parts.connector.isWanted(),
                now.since(),
                now.connects(),
                now.lastError(),
                now.lastErrorAt(),
                parts.tally.counts(),
                parts.window.inFlight(),
                parts.tokens.left(),
                parts.tokens.trouble(),
                parts.inbound.status());
    }

    /** Sends DISCONNECT if connected and ends the connection for good; done when nothing is left of it. */
    CompletableFuture<Void> closing() {
        ticks.remove(tick);
        CompletableFuture<Void> ended = parts.connector.close();
        if (ended == null) {
            return CompletableFuture.completedFuture(null);
        }
        parts.tokens.close();
        parts.window.close();
        return ended.thenRun(() -> parts.events.tell(new Closed()));
    }

    /** Done when the listener has been told all that has happened by now. */
    CompletableFuture<Void> told() {
        return parts.events.told();
    }

    @Override
    public String toString() {
        return "MqttConnection[" + options + ", " + state() + "]";
    }
}
