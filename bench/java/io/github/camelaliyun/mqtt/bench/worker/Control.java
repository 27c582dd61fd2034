package io.github.camelaliyun.mqtt.bench.worker;

import io.github.camelaliyun.mqtt.bench.peer.PahoClients;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttException;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A client beside the measured one, with which a worker proves that messages reach it. */
final class Control implements AutoCloseable {

    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final MqttAsyncClient client;

    Control(Plan plan) throws MqttException {
        String clientId = plan.clientId() + "-ctl";
        client = PahoClients.create(plan, clientId);
        client.connect(PahoClients.options(plan, clientId, true)).waitForCompletion();
    }

    void publish(String topic, byte[] payload) throws MqttException {
        client.publish(topic, payload, 1, false).waitForCompletion();
    }

    /** Publishes it, and again every so often, until {@code reached}: a subscription may not be made yet. */
    void publishUntil(String topic, byte[] payload, BooleanSupplier reached) throws Exception {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - limit > 0) {
                throw new IllegalStateException("nothing that was sent to " + topic + " arrived within " + LIMIT);
            }
            publish(topic, payload);
            long next = System.nanoTime() + AGAIN.toNanos();
            while (!reached.getAsBoolean() && System.nanoTime() - next < 0) {
                Clock.pass(STEP);
            }
        }
    }

    @Override
    public void close() throws MqttException {
        client.disconnect().waitForCompletion();
        client.close();
    }
}
