package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Completions;
import io.github.camelaliyun.mqtt.bench.worker.Payload;
import io.github.camelaliyun.mqtt.bench.worker.Plan;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttMessage;

import java.util.concurrent.Semaphore;

/** One thread that publishes whenever the window has a place; the callback of the acknowledgement gives it back. */
final class PahoPublisher implements Publisher {

    @Override
    public void start(Plan plan, Completions completions) throws Exception {
        MqttAsyncClient client = PahoClients.create(plan, plan.clientId());
        client.connect(PahoClients.options(plan, plan.clientId(), true)).waitForCompletion();
        Semaphore window = new Semaphore(plan.window());
        IMqttActionListener listener = PahoClients.listener(
                () -> {
                    completions.succeeded();
                    window.release();
                },
                completions::failed);
        byte[] payload = Payload.of(0, plan.payload());
        new Thread(() -> publish(client, plan, payload, window, listener, completions), "publisher").start();
    }

    private static void publish(
            MqttAsyncClient client,
            Plan plan,
            byte[] payload,
            Semaphore window,
            IMqttActionListener listener,
            Completions completions) {
        try {
            while (true) {
                window.acquire();
                MqttMessage message = new MqttMessage(payload);
                message.setQos(plan.qos());
                client.publish(plan.topic(), message, null, listener);
            }
        } catch (Exception e) {
            completions.failed(e);
        }
    }
}
