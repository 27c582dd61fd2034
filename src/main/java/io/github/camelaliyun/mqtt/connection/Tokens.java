package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.Collection;

/**
 * Who a connection is to the server, and what it may do there: {@link TokenKeeper} with tokens, {@link NoTokens} without. Any thread
 * may call.
 */
interface Tokens {

    /**
     * Notes topics or topic filters that will be used, each to be taken back with {@link #withdraw}.
     *
     * @throws IllegalArgumentException if there cannot be a token for one; none is noted then
     */
    void declare(Collection<String> topicsOrFilters);

    /** Takes back one {@link #declare}; nothing happens if there was none. */
    void withdraw(String topicOrFilter);

    /** Why there is no token for a topic or topic filter; null if there is one, or it may come yet. */
    String refusalOf(String topicOrFilter);

    /** Whether this may be subscribed on the present link. */
    boolean covers(String filter);

    /**
     * Whether a message may be published now.
     *
     * @throws MqttConnectionException if it may not be, nor later
     */
    boolean mayPublish(String topic) throws MqttConnectionException;

    /**
     * Waits until a message may be published.
     *
     * @throws MqttConnectionException if it may not within the limit
     */
    void awaitCover(String topic, Duration limit) throws MqttConnectionException, InterruptedException;

    /** What the next connect presents; null for a connect without credentials. Blocks as long as their source does. */
    Credentials present() throws Exception;

    /** The server did not accept what was presented. */
    void refused();

    /** The link was accepted with what {@link #present} gave; nothing has been sent on it yet. */
    void linkUp();

    void linkDown();

    /** Whether a message is the service's word on tokens, which it has been taken as then. */
    boolean takes(Packet.Publish publish);

    /** Why the service closes, or has closed, the present link; null if it has not said that it is for a token. */
    String invalidReason();

    /** How long they live on; null without tokens. */
    Duration left();

    /** Why they cannot be renewed at present; or null. */
    String trouble();

    void close();
}
