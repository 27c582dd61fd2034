package io.github.camelaliyun.mqtt.brokers;

import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Eclipse Paho's client, which shares no code with the component. For one thread, that of the test. */
final class PahoClient implements AutoCloseable {

    static final String NAME = "Eclipse Paho";

    private static final long LIMIT_MILLIS = 30_000;

    private final MqttAsyncClient paho;
    private final MqttConnectOptions options = new MqttConnectOptions();
    private final Queue<MqttMessage> received = new ConcurrentLinkedQueue<>();
    private final List<IMqttDeliveryToken> unacknowledged = new ArrayList<>();

    private PahoClient(BrokerUnderTest broker, URI uri, String clientId, boolean cleanSession) throws MqttException {
        paho = new MqttAsyncClient(uri.toString(), clientId, new MemoryPersistence());
        options.setCleanSession(cleanSession);
        options.setUserName(Site.USER);
        options.setPassword(broker.site().password().toCharArray());
        options.setMaxInflight(10_000);
    }

    /** Connects by WebSocket. */
    static PahoClient connectByWebSocket(BrokerUnderTest broker, String clientId) throws MqttException {
        return connect(broker, broker.ws(), clientId, true);
    }

    /** Connects; what comes for the session is collected from then on. */
    static PahoClient connect(BrokerUnderTest broker, String clientId, boolean cleanSession) throws MqttException {
        return connect(broker, broker.tcp(), clientId, cleanSession);
    }

    private static PahoClient connect(BrokerUnderTest broker, URI uri, String clientId, boolean cleanSession)
            throws MqttException {
        PahoClient client = new PahoClient(broker, uri, clientId, cleanSession);
        client.paho.setCallback(new PahoListener(client.received));
        client.paho.connect(client.options).waitForCompletion(LIMIT_MILLIS);
        return client;
    }

    /** Subscribes; answers what SUBACK says, 128 for a refusal. */
    int subscribe(String filter, int qos) throws MqttException {
        IMqttToken token = paho.subscribe(filter, qos);
        try {
            token.waitForCompletion(LIMIT_MILLIS);
        } catch (MqttException e) {
            if (e.getReasonCode() != MqttException.REASON_CODE_SUBSCRIBE_FAILED) {
                throw e;
            }
        }
        return token.getGrantedQos()[0];
    }

    void retain(String topic, String text) throws MqttException {
        unacknowledged.add(paho.publish(topic, text.getBytes(StandardCharsets.UTF_8), 1, true));
    }

    void publish(String topic, byte[] payload, int qos) throws MqttException {
        unacknowledged.add(paho.publish(topic, payload, qos, false));
    }

    void publish(String topic, String text, int qos) throws MqttException {
        publish(topic, text.getBytes(StandardCharsets.UTF_8), qos);
    }

    /** Publishes with the flag DUP, as after a reconnect, at QoS 1. */
    void publishAgain(String topic, String text) throws MqttException {
        unacknowledged.add(paho.publish(topic, new Again(text)));
    }

    private static final class Again extends MqttMessage {
        Again(String text) {
            super(text.getBytes(StandardCharsets.UTF_8));
            setQos(1);
            setDuplicate(true);
        }
    }

    /** Returns when the broker has acknowledged everything. */
    void awaitAcknowledged() throws MqttException {
        awaitAcknowledged(Duration.ofMillis(LIMIT_MILLIS));
    }

    /** The same with a limit of its own; at the limit it fails with {@link MqttException#REASON_CODE_CLIENT_TIMEOUT}. */
    void awaitAcknowledged(Duration limit) throws MqttException {
        for (IMqttDeliveryToken token : unacknowledged) {
            token.waitForCompletion(limit.toMillis());
        }
        unacknowledged.clear();
    }

    /** The payloads so far. */
    List<byte[]> received() {
        return received.stream().map(MqttMessage::getPayload).toList();
    }

    /** How many of them came with the flag RETAIN. */
    long receivedRetained() {
        return received.stream().filter(MqttMessage::isRetained).count();
    }

    int receivedCount() {
        return received.size();
    }

    @Override
    public void close() throws MqttException {
        if (paho.isConnected()) {
            try {
                paho.disconnect().waitForCompletion(LIMIT_MILLIS);
            } catch (MqttException e) {
                // The broker was quicker, or does not take part in it.
                paho.disconnectForcibly(0, 0, false);
            }
        }
        paho.close(true);
    }
}
