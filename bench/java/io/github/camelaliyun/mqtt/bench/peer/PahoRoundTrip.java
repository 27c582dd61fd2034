package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Plan;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

import java.util.function.Consumer;

/** One client for both ways; its acknowledgements are automatic. */
final class PahoRoundTrip implements RoundTrip {

    private final boolean prompt;
    private MqttAsyncClient client;
    private Plan plan;

    /** @param prompt without Nagle's algorithm, which Paho leaves on */
    PahoRoundTrip(boolean prompt) {
        this.prompt = prompt;
    }

    @Override
    public void start(Plan plan, Consumer<byte[]> arrived) throws Exception {
        this.plan = plan;
        client = PahoClients.create(plan, plan.clientId());
        MqttConnectOptions options = PahoClients.options(plan, plan.clientId(), true);
        if (prompt) {
            options.setSocketFactory(new NoDelaySockets());
        }
        client.connect(options).waitForCompletion();
        client.subscribe(plan.topic(), plan.qos(), (topic, message) -> arrived.accept(message.getPayload()))
                .waitForCompletion();
    }

    @Override
    public void send(byte[] payload) throws Exception {
        client.publish(plan.topic(), payload, plan.qos(), false);
    }
}
