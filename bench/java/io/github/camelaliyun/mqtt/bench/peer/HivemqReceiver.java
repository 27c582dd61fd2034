package io.github.camelaliyun.mqtt.bench.peer;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.function.Consumer;

/** Manual acknowledgement in the callback, which is registered before the connect so that a backlog reaches it. */
final class HivemqReceiver implements Receiver {

    @Override
    public void start(Plan plan, Consumer<byte[]> processing) {
        Mqtt3AsyncClient client = HivemqClients.create(plan, plan.clientId());
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                message -> {
                    processing.accept(message.getPayloadAsBytes());
                    message.acknowledge();
                },
                true);
        HivemqClients.connect(client, false).join();
        for (String topic : plan.topics()) {
            client.subscribeWith()
                    .topicFilter(topic)
                    .qos(HivemqClients.qos(plan))
                    .send()
                    .join();
        }
    }
}
