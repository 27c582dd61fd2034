package io.github.camelaliyun.mqtt.reliability;

import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes to the topics of a {@link RandomLife} with a bare Paho client, over a line without faults. */
final class LifeSender implements AutoCloseable {

    /** Mosquitto 2.0.11 closes a connection with more than 20 of QoS 2. */
    private static final int MOST_UNDER_WAY_AT_QOS2 = 15;

    private static final int MOST_UNDER_WAY = 10_000;
    private static final int END_MILLIS = 2_000;

    private final LifePlan plan;
    private final String topic;
    private final LifeBooks books;
    private final MqttAsyncClient client;
    private final AtomicInteger underWayAtQos2 = new AtomicInteger();

    LifeSender(URI broker, LifePlan plan, String topic, LifeBooks books) throws MqttException {
        this.plan = plan;
        this.topic = topic;
        this.books = books;
        client = new MqttAsyncClient(broker.toString(), "sender-" + topic, new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMaxInflight(MOST_UNDER_WAY);
        client.connect(options).waitForCompletion();
    }

    /** The next message of each topic. */
    void publish() throws MqttException {
        for (int i = 0; i < plan.publishQos().size(); i++) {
            int qos = plan.publishQos().get(i);
            if (qos < 2 || underWayAtQos2.get() < MOST_UNDER_WAY_AT_QOS2) {
                publish(i, qos);
            }
        }
    }

    private void publish(int index, int qos) throws MqttException {
        if (qos == 2) {
            underWayAtQos2.incrementAndGet();
        }
        int number = books.publishing(index, System.nanoTime());
        byte[] payload = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
        String to = topic + "/" + plan.family().topics().get(index);
        client.publish(to, payload, qos, false, null, new IMqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                ended();
                books.acknowledged(index, number);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
                ended();
            }

            private void ended() {
                if (qos == 2) {
                    underWayAtQos2.decrementAndGet();
                }
            }
        });
    }

    @Override
    public void close() throws MqttException {
        try {
            client.disconnectForcibly(END_MILLIS, END_MILLIS);
        } finally {
            client.close(true);
        }
    }
}
