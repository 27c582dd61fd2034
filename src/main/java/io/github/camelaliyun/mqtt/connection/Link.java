package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.InboundMessage.Standing;
import io.github.camelaliyun.mqtt.connection.Unacknowledged.Arrival;
import io.github.camelaliyun.mqtt.credential.Credentials;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One network connection, from CONNECT to its end; never used again. A fresh Paho client for each keeps whatever one
 * broken connection leaves behind in Paho away from the next, and binds each acknowledgement to the connection that the
 * message came by.
 */
final class Link implements MqttCallback, InboundMessage.Origin {

    private static final int SPARE_INFLIGHT = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /** What the link reports to its connection; called on Paho's threads, returns at once. */
    interface Owner {
        void connected(Link link, boolean sessionPresent);

        void connectFailed(Link link, Throwable cause);

        void lost(Link link, Throwable cause);

        void arrived(InboundMessage message);

        /** There is room again for messages that were left with the broker. */
        void hasRoom(Link link, int left);
    }

    private final Owner owner;
    private final ConnectionThreads threads;
    private final PahoClient client;
    private final Unacknowledged unacknowledged;

    /** Done once CONNECT has been written, or will not be; until then Paho must not be shut down, see {@link #abandon}. */
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    /** Done once Paho's client is closed. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private final PromptSockets sockets;
    private final boolean sessionKept;
    private volatile Standing standing = Standing.GOOD;

    Link(ConnectionOptions options, ConnectionThreads threads, Owner owner) throws MqttException {
        this.owner = owner;
        this.threads = threads;
        this.client = new PahoClient(
                options.serverUris().get(0), options.clientId(), threads, () -> begun.complete(null), this::threadDied);
        this.sockets = new PromptSockets(options.socketFactory(), options.secure());
        this.sessionKept = !options.cleanSession();
        this.unacknowledged = new Unacknowledged(sessionKept);
        // Before CONNECT: what the broker pushes right behind CONNACK would be dropped without it.
        client.setCallback(this);
    }

    void connect(ConnectionOptions options, Credentials credentials) throws MqttException {
        try {
            client.connect(pahoOptions(options, credentials), null, new ConnectListener());
        } catch (MqttException | RuntimeException e) {
            begun.complete(null);
            closeClient();
            throw e;
        }
    }

    private final class ConnectListener implements IMqttActionListener {
        @Override
        public void onSuccess(IMqttToken token) {
            owner.connected(Link.this, token.getSessionPresent());
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            begun.complete(null);
            owner.connectFailed(Link.this, cause);
            threads.workers().execute(Link.this::closeClient);
        }
    }

    private MqttConnectOptions pahoOptions(ConnectionOptions options, Credentials credentials) {
        MqttConnectOptions paho = new MqttConnectOptions();
        paho.setServerURIs(options.serverUris().toArray(String[]::new));
        paho.setMqttVersion(options.mqttVersion());
        paho.setCleanSession(options.cleanSession());
        paho.setKeepAliveInterval((int) options.keepAlive().toSeconds());
        paho.setConnectionTimeout((int) Math.max(1, options.connectTimeout().toSeconds()));
        // The window keeps the user's number; a token must find room beside a full one.
        paho.setMaxInflight(options.maxInflight() + SPARE_INFLIGHT);
        paho.setAutomaticReconnect(false);
        paho.setSocketFactory(sockets.factory());
        paho.setHttpsHostnameVerificationEnabled(options.httpsHostnameVerification());
        paho.setSSLHostnameVerifier(options.hostnameVerifier());
        paho.setCustomWebSocketHeaders(options.webSocketHeaders());
        if (credentials != null) {
            paho.setUserName(credentials.username());
            paho.setPassword(credentials.password().toCharArray());
        }
        return paho;
    }

    void publish(OutboundMessage message, IMqttActionListener listener) throws MqttException {
        client.publish(message.topic(), message.payload(), message.qos(), message.retained(), null, listener);
    }

    void subscribe(List<Subscription> subscriptions, IMqttActionListener listener) throws MqttException {
        String[] filters = subscriptions.stream().map(Subscription::filter).toArray(String[]::new);
        int[] qos = subscriptions.stream().mapToInt(Subscription::qos).toArray();
        client.subscribe(filters, qos, null, listener);
    }

    /** Sends UNSUBSCRIBE; nothing when the link has gone, for the next one does not subscribe these. */
    void unsubscribe(List<String> filters) {
        try {
            client.unsubscribe(filters.toArray(String[]::new));
        } catch (MqttException e) {
            LOG.debug("UNSUBSCRIBE {} not sent: the connection has ended", filters, e);
        }
    }

    /** Sends PUBACK, or PUBCOMP at QoS 2; nothing when the link has gone, for then the broker delivers again. */
    @Override
    public void acknowledge(int packetId, int qos) {
        int left = unacknowledged.acknowledged(packetId);
        try {
            client.messageArrivedComplete(packetId, qos);
        } catch (MqttException | RuntimeException e) {
            LOG.debug("acknowledgement of packet {} not sent: the connection has ended", packetId, e);
        }
        if (left > 0) {
            owner.hasRoom(this, left);
        }
    }

    @Override
    public Standing standing() {
        return standing;
    }

    /** The link has ended: with a session that the broker keeps, what came by it may be delivered again. */
    void down() {
        standing = sessionKept ? Standing.UNDECIDED : Standing.GOOD;
    }

    /** The next link is up, and its CONNACK has told whether the broker delivers there what was not acknowledged here. */
    void succeeded(boolean sessionPresent) {
        standing = sessionPresent ? Standing.SUPERSEDED : Standing.GOOD;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        int qos = message.getQos();
        // The service sends an unacknowledged message again on the same connection after some seconds.
        Arrival arrival = qos == 0 ? Arrival.NEW : unacknowledged.arrived(message.getId(), message.getPayload().length);
        if (arrival != Arrival.NEW) {
            LOG.debug("packet {} on {} is not taken: {}", message.getId(), topic, arrival);
            return;
        }
        owner.arrived(
                new InboundMessage(topic, message.getPayload(), qos, message.getId(), message.isDuplicate(), this));
    }

    @Override
    public void connectionLost(Throwable cause) {
        owner.lost(this, cause);
        threads.workers().execute(this::closeClient);
    }

    private void threadDied(RuntimeException cause) {
        owner.lost(this, cause);
        threads.workers().execute(this::abandon);
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // Each publish has a listener of its own.
    }

    /**
     * Ends the network connection without a DISCONNECT packet, and does not wait for it. A Paho client that is shut down
     * while it starts its threads waits for them for ever (paho.mqtt.java issue 850), so until CONNECT is out only the
     * socket is closed under it, which ends whatever it waits for there, and Paho itself once it has come that far.
     */
    void abandon() {
        if (!begun.isDone()) {
            sockets.close();
        }
        begun.thenRunAsync(this::shutDown, threads.workers());
    }

    private void shutDown() {
        try {
            client.disconnectForcibly(0, 1, false);
        } catch (MqttException | RuntimeException e) {
            LOG.debug("the connection had already ended", e);
        }
        closeClient();
    }

    /** Done when nothing of this link is left. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Sends DISCONNECT and ends the network connection; blocks at most as long as given: for a worker. */
    void disconnect(Duration timeout) {
        try {
            client.disconnect(0).waitForCompletion(timeout.toMillis());
            closeClient();
        } catch (MqttException | RuntimeException e) {
            LOG.debug("DISCONNECT not sent", e);
            abandon();
        }
    }

    private void closeClient() {
        try {
            client.close();
        } catch (MqttException | RuntimeException e) {
            LOG.debug("Paho's client was not ready to be closed", e);
        } finally {
            ended.complete(null);
        }
    }
}
