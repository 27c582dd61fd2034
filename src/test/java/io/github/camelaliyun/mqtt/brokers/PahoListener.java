package io.github.camelaliyun.mqtt.brokers;

import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttMessage;

import java.util.Queue;

/** Collects messages, on Paho's thread. */
record PahoListener(Queue<MqttMessage> messages) implements MqttCallback {

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        messages.add(message);
    }

    @Override
    public void connectionLost(Throwable cause) {
        // The test waits for what it expects.
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // The test waits for the token.
    }
}
