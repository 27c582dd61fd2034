package io.github.camelaliyun.mqtt.bench.peer;

import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.function.Consumer;

/** One client for both ways; its acknowledgements are automatic. */
final class HivemqRoundTrip implements RoundTrip {

    private Mqtt3AsyncClient client;
    private Plan plan;

    @Override
    public void start(Plan plan, Consumer<byte[]> arrived) {
        this.plan = plan;
        client = HivemqClients.create(plan, plan.clientId());
        HivemqClients.connect(client, true).join();
        client.subscribeWith()
                .topicFilter(plan.topic())
                .qos(HivemqClients.qos(plan))
                .callback(message -> arrived.accept(message.getPayloadAsBytes()))
                .send()
                .join();
    }

    @Override
    public void send(byte[] payload) {
        client.publishWith()
                .topic(plan.topic())
                .qos(HivemqClients.qos(plan))
                .payload(payload)
                .send();
    }
}
