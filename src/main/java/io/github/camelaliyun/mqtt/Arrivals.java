package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.Delivery;
import io.github.camelaliyun.mqtt.connection.InboundMessage;
import org.apache.camel.Exchange;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.component.paho.PahoMessage;
import org.apache.camel.trait.message.MessageTrait;
import org.apache.camel.trait.message.RedeliveryTraitPayload;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/** Makes exchanges of received messages, as camel-paho has them. */
final class Arrivals {

    private Arrivals() {}

    /** An exchange of the consumer's. */
    static Exchange exchange(AliyunMqttConsumer consumer, Delivery delivery) {
        Exchange exchange = consumer.createExchange(false);
        fill(exchange, delivery.message(), delivery.redelivered());
        return exchange;
    }

    static void fill(Exchange exchange, InboundMessage message, boolean redelivered) {
        MqttMessage paho = new MqttMessage(message.payload());
        paho.setQos(message.qos());
        paho.setId(message.packetId());
        paho.setRetained(message.retained());
        PahoMessage in = new PahoMessage(exchange.getContext(), paho);
        in.setBody(message.payload());
        in.setHeader(PahoConstants.MQTT_TOPIC, message.topic());
        in.setHeader(PahoConstants.MQTT_QOS, message.qos());
        in.setPayloadForTrait(
                MessageTrait.REDELIVERY,
                redelivered ? RedeliveryTraitPayload.IS_REDELIVERY : RedeliveryTraitPayload.NON_REDELIVERY);
        exchange.setIn(in);
    }
}
