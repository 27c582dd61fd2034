package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Plan;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** A client for each clientId, with the threads that Paho gives each. */
final class PahoFleet implements Fleet {

    private final List<MqttAsyncClient> clients = new ArrayList<>();
    private final Semaphore connects = new Semaphore(CONNECTS_AT_ONCE);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Override
    public void prepare(Plan plan) {
        // Paho has nothing that clients share.
    }

    @Override
    public void connect(Plan plan, IntConsumer arrived) throws Exception {
        for (int identity : plan.identityNumbers()) {
            connects.acquire();
            connect(plan, identity, arrived);
        }
        connects.acquire(CONNECTS_AT_ONCE);
        if (failure.get() != null) {
            throw new IllegalStateException("a client could not connect", failure.get());
        }
    }

    @Override
    public void close() throws MqttException {
        List<IMqttToken> ends = new ArrayList<>();
        for (MqttAsyncClient client : clients) {
            ends.add(client.disconnect());
        }
        for (IMqttToken end : ends) {
            end.waitForCompletion();
        }
        for (MqttAsyncClient client : clients) {
            client.close();
        }
    }

    private void connect(Plan plan, int identity, IntConsumer arrived) throws MqttException {
        String clientId = Fleet.clientId(identity);
        MqttAsyncClient client = PahoClients.create(plan, clientId);
        clients.add(client);
        client.connect(
                PahoClients.options(plan, clientId, false),
                null,
                PahoClients.listener(() -> subscribe(client, identity, arrived), this::failed));
    }

    private void subscribe(MqttAsyncClient client, int identity, IntConsumer arrived) {
        try {
            client.subscribe(Fleet.topic(identity), 1, (topic, message) -> arrived.accept(identity));
            connects.release();
        } catch (MqttException e) {
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
        connects.release();
    }
}
