package io.github.camelaliyun.mqtt.brokers;

/** The component on RabbitMQ with its MQTT plugins. */
class RabbitMqIT extends BrokerContract {

    @Override
    BrokerUnderTest start() {
        return RabbitMqBroker.start();
    }
}
