package io.github.camelaliyun.mqtt.brokers;

/** The component on Apache Artemis. */
class ArtemisIT extends BrokerContract {

    @Override
    BrokerUnderTest start() {
        return JavaBroker.ARTEMIS.start();
    }
}
