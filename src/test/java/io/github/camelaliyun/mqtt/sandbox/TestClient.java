package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A raw Paho client that remembers what arrives. Its callback is set before it connects. */
final class TestClient implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MqttAsyncClient paho;
    private final MqttConnectOptions options = new MqttConnectOptions();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch lost = new CountDownLatch(1);

    private TestClient(String endpoint, String clientId) {
        try {
            paho = new MqttAsyncClient(endpoint, clientId, new MemoryPersistence());
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        // Paho counts a message as in flight for a while after its token has completed.
        options.setMaxInflight(10_000);
        paho.setCallback(new Callback());
    }

    /** To the shared sandbox by tcp, signed, cleanSession=true; not connected yet. */
    static TestClient of(String clientId) {
        return of(SharedSandbox.get().tcp().toString(), clientId);
    }

    static TestClient of(String endpoint, String clientId) {
        return new TestClient(endpoint, clientId).credentials(SharedSandbox.signed(clientId));
    }

    static TestClient connected(String clientId) throws MqttException {
        return of(clientId).connect();
    }

    TestClient credentials(Credentials credentials) {
        options.setUserName(credentials.username());
        options.setPassword(credentials.password().toCharArray());
        return this;
    }

    TestClient with(Consumer<MqttConnectOptions> change) {
        change.accept(options);
        return this;
    }

    TestClient persistent() {
        return with(changed -> changed.setCleanSession(false));
    }

    TestClient connect() throws MqttException {
        paho.connect(options).waitForCompletion(PATIENCE.toMillis());
        return this;
    }

    void subscribe(String filter, int qos) throws MqttException {
        paho.subscribe(filter, qos).waitForCompletion(PATIENCE.toMillis());
    }

    /** Does not wait for the SUBACK: there is none when the sandbox closes the connection. */
    void subscribeAndForget(String filter) throws MqttException {
        paho.subscribe(filter, 1);
    }

    void publish(String topic, String text) throws MqttException {
        publish(topic, text.getBytes(StandardCharsets.UTF_8), 1, false);
    }

    /** Returns when it is acknowledged. */
    void publish(String topic, byte[] payload, int qos, boolean retained) throws MqttException {
        paho.publish(topic, payload, qos, retained).waitForCompletion(PATIENCE.toMillis());
    }

    IMqttDeliveryToken publishAndForget(String topic, byte[] payload, int qos, boolean retained) throws MqttException {
        return paho.publish(topic, payload, qos, retained);
    }

    MqttConnectOptions options() {
        return options;
    }

    MqttAsyncClient paho() {
        return paho;
    }

    /** What arrived, each as {@code topic=text}, in order. */
    List<String> received() {
        return received;
    }

    void awaitReceived(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> received.size() >= count);
    }

    /** What arrived on one topic, in order. */
    List<String> receivedOn(String topic) {
        return received.stream()
                .filter(message -> message.startsWith(topic + "="))
                .map(message -> message.substring(topic.length() + 1))
                .toList();
    }

    boolean isLost() throws InterruptedException {
        return lost.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends the connection the proper way; the session stays if it is persistent. */
    void disconnect() throws MqttException {
        paho.disconnect().waitForCompletion(PATIENCE.toMillis());
    }

    @Override
    public void close() throws MqttException {
        if (paho.isConnected()) {
            disconnect();
        }
        paho.close(true);
    }

    private final class Callback implements MqttCallback {

        @Override
        public void connectionLost(Throwable cause) {
            lost.countDown();
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            received.add(topic + "=" + new String(message.getPayload(), StandardCharsets.UTF_8));
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // Tests wait on the token itself.
        }
    }
}
