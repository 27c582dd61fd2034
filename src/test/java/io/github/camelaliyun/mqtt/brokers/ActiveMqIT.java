package io.github.camelaliyun.mqtt.brokers;

/** The component on Apache ActiveMQ Classic. */
class ActiveMqIT extends BrokerContract {

    @Override
    BrokerUnderTest start() {
        return JavaBroker.ACTIVE_MQ.start();
    }
}
