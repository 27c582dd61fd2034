package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.peer.PahoClients;
import io.github.camelaliyun.mqtt.bench.worker.Payload;
import io.github.camelaliyun.mqtt.bench.worker.Plan;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttException;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Fills a session with the messages that a peer is to consume; a client of the harness, the same for every peer. */
final class Feed {

    static final int WINDOW = 1_000;

    private Feed() {}

    /** Leaves a session of the plan's clientId with its subscriptions, in which messages will wait. */
    static void makeSession(Plan plan) throws MqttException {
        MqttAsyncClient client = PahoClients.create(plan, plan.clientId());
        client.connect(PahoClients.options(plan, plan.clientId(), false)).waitForCompletion();
        for (String topic : plan.topics()) {
            client.subscribe(topic, plan.qos()).waitForCompletion();
        }
        client.disconnect().waitForCompletion();
        client.close();
    }

    /** Sends the numbered messages in turn to the topics; returns when the last one is acknowledged. */
    static void send(Plan plan) throws Exception {
        String clientId = plan.clientId() + "-feed";
        MqttAsyncClient client = PahoClients.create(plan, clientId);
        client.connect(PahoClients.options(plan, clientId, true)).waitForCompletion();
        Outcome outcome = new Outcome(new Semaphore(WINDOW), new AtomicReference<>());
        List<String> topics = plan.topics();
        for (int number = 0; number < plan.messages(); number++) {
            outcome.window.acquire();
            client.publish(
                    topics.get(number % topics.size()),
                    Payload.of(number, plan.payload()),
                    plan.qos(),
                    false,
                    null,
                    outcome);
        }
        outcome.window.acquire(WINDOW);
        if (outcome.failure.get() != null) {
            throw new IllegalStateException("the broker did not take the messages", outcome.failure.get());
        }
        client.disconnect().waitForCompletion();
        client.close();
    }

    private record Outcome(Semaphore window, AtomicReference<Throwable> failure) implements IMqttActionListener {

        @Override
        public void onSuccess(IMqttToken token) {
            window.release();
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            failure.compareAndSet(null, cause);
            window.release();
        }
    }
}
