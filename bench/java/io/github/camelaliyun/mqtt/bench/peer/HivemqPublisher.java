package io.github.camelaliyun.mqtt.bench.peer;

import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import io.github.camelaliyun.mqtt.bench.worker.Completions;
import io.github.camelaliyun.mqtt.bench.worker.Payload;
import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.concurrent.Semaphore;

/** One thread that publishes whenever the window has a place; the publish's future gives it back. */
final class HivemqPublisher implements Publisher {

    @Override
    public void start(Plan plan, Completions completions) {
        Mqtt3AsyncClient client = HivemqClients.create(plan, plan.clientId());
        HivemqClients.connect(client, true).join();
        Mqtt3Publish message = Mqtt3Publish.builder()
                .topic(plan.topic())
                .qos(HivemqClients.qos(plan))
                .payload(Payload.of(0, plan.payload()))
                .build();
        Semaphore window = new Semaphore(plan.window());
        new Thread(() -> publish(client, message, window, completions), "publisher").start();
    }

    private static void publish(
            Mqtt3AsyncClient client, Mqtt3Publish message, Semaphore window, Completions completions) {
        try {
            while (true) {
                window.acquire();
                client.publish(message).whenComplete((sent, failure) -> {
                    if (failure == null) {
                        completions.succeeded();
                    } else {
                        completions.failed(failure);
                    }
                    window.release();
                });
            }
        } catch (InterruptedException e) {
            completions.failed(e);
        }
    }
}
