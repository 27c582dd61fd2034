package io.github.camelaliyun.mqtt.brokers;

/** The component on Moquette. */
class MoquetteIT extends BrokerContract {

    @Override
    BrokerUnderTest start() {
        return JavaBroker.MOQUETTE.start();
    }
}
