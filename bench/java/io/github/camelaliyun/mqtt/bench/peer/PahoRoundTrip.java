package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Plan;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;

import java.util.function.Consumer;

/** One client for both ways; its acknowledgements are automatic. */
final class PahoRoundTrip implements RoundTrip {

    private MqttAsyncClient client;
    private Plan plan;

    @Override
    public void start(Plan plan, Consumer<byte[]> arrived) throws Exception {
        this.plan = plan;
        client = PahoClients.create(plan, plan.clientId());
        client.connect(PahoClients.options(plan, plan.clientId(), true)).waitForCompletion();
        client.subscribe(plan.topic(), plan.qos(), (topic, message) -> arrived.accept(message.getPayload()))
                .waitForCompletion();
    }

    @Override
    public void send(byte[] payload) throws Exception {
        client.publish(plan.topic(), payload, plan.qos(), false);
    }
}
