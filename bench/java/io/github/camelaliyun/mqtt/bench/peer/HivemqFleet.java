package io.github.camelaliyun.mqtt.bench.peer;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** A client for each clientId, all on the shared event loops. */
final class HivemqFleet implements Fleet {

    private final List<Mqtt3AsyncClient> clients = new ArrayList<>();
    private final Semaphore connects = new Semaphore(CONNECTS_AT_ONCE);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Override
    public void prepare(Plan plan) {
        // The event loops start with the first client.
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
    public void close() {
        CompletableFuture.allOf(
                        clients.stream().map(Mqtt3AsyncClient::disconnect).toArray(CompletableFuture[]::new))
                .join();
    }

    private void connect(Plan plan, int identity, IntConsumer arrived) {
        Mqtt3AsyncClient client = HivemqClients.create(plan, Fleet.clientId(identity));
        clients.add(client);
        HivemqClients.connect(client, false).whenComplete((connAck, cause) -> {
            if (cause == null) {
                client.subscribeWith()
                        .topicFilter(Fleet.topic(identity))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .callback(message -> arrived.accept(identity))
                        .send();
            } else {
                failure.compareAndSet(null, cause);
            }
            connects.release();
        });
    }
}
