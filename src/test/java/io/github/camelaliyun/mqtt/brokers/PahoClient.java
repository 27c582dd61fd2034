package io.github.camelaliyun.mqtt.brokers;

import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.nio.charset.StandardCharsets;
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
    private final Queue<byte[]> received = new ConcurrentLinkedQueue<>();
    private final List<IMqttDeliveryToken> unacknowledged = new ArrayList<>();

    private PahoClient(BrokerUnderTest broker, String clientId, boolean cleanSession) throws MqttException {
        paho = new MqttAsyncClient(broker.tcp().toString(), clientId, new MemoryPersistence());
        options.setCleanSession(cleanSession);
        options.setUserName(Site.USER);
        options.setPassword(broker.site().password().toCharArray());
        options.setMaxInflight(10_000);
    }

    /** Connects; what comes for the session is collected from then on. */
    static PahoClient connect(BrokerUnderTest broker, String clientId, boolean cleanSession) throws MqttException {
        PahoClient client = new PahoClient(broker, clientId, cleanSession);
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

    void publish(String topic, byte[] payload, int qos) throws MqttException {
        unacknowledged.add(paho.publish(topic, payload, qos, false));
    }

    void publish(String topic, String text, int qos) throws MqttException {
        publish(topic, text.getBytes(StandardCharsets.UTF_8), qos);
    }

    /** Returns when the broker has acknowledged everything. */
    void awaitAcknowledged() throws MqttException {
        for (IMqttDeliveryToken token : unacknowledged) {
            token.waitForCompletion(LIMIT_MILLIS);
        }
        unacknowledged.clear();
    }

    /** The payloads so far. */
    List<byte[]> received() {
        return List.copyOf(received);
    }

    int receivedCount() {
        return received.size();
    }

    @Override
    public void close() throws MqttException {
        if (paho.isConnected()) {
            paho.disconnect().waitForCompletion(LIMIT_MILLIS);
        }
        paho.close();
    }
}
