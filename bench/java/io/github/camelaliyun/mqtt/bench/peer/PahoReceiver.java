package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Plan;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;

import java.util.function.Consumer;

/** Manual acknowledgement in the callback, which is set before the connect: what a careful user of Paho writes. */
final class PahoReceiver implements Receiver {

    @Override
    public void start(Plan plan, Consumer<byte[]> processing) throws Exception {
        MqttAsyncClient client = PahoClients.create(plan, plan.clientId());
        client.setManualAcks(true);
        client.setCallback(new Acknowledging(client, processing));
        client.connect(PahoClients.options(plan, plan.clientId(), false)).waitForCompletion();
        for (String topic : plan.topics()) {
            client.subscribe(topic, plan.qos()).waitForCompletion();
        }
    }

    private record Acknowledging(MqttAsyncClient client, Consumer<byte[]> processing) implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) throws MqttException {
            processing.accept(message.getPayload());
            client.messageArrivedComplete(message.getId(), message.getQos());
        }

        @Override
        public void connectionLost(Throwable cause) {
            // What is missing at the end tells.
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // Publishes nothing.
        }
    }
}
