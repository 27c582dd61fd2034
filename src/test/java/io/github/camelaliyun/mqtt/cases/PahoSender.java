package io.github.camelaliyun.mqtt.cases;

import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Publishes with Paho's client to a broker without users. For one thread, that of the test. */
final class PahoSender implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 20_000;

    private final MqttAsyncClient paho;
    private final List<IMqttDeliveryToken> unacknowledged = new ArrayList<>();

    PahoSender(URI broker) throws MqttException {
        paho = new MqttAsyncClient(broker.toString(), "sender-" + System.nanoTime(), new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMaxInflight(10_000);
        paho.connect(options).waitForCompletion(PATIENCE_MILLIS);
    }

    PahoSender publish(String topic, String text, int qos) throws MqttException {
        return publish(topic, text.getBytes(StandardCharsets.UTF_8), qos);
    }

    PahoSender publish(String topic, byte[] payload, int qos) throws MqttException {
        unacknowledged.add(paho.publish(topic, payload, qos, false));
        return this;
    }

    /** Returns when the broker has acknowledged everything. */
    void awaitAcknowledged() throws MqttException {
        for (IMqttDeliveryToken token : unacknowledged) {
            token.waitForCompletion(PATIENCE_MILLIS);
        }
        unacknowledged.clear();
    }

    @Override
    public void close() throws MqttException {
        paho.disconnect().waitForCompletion(PATIENCE_MILLIS);
        paho.close();
    }
}
