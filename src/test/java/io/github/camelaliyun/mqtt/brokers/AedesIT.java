package io.github.camelaliyun.mqtt.brokers;

/** The component on aedes. */
class AedesIT extends BrokerContract {

    @Override
    BrokerUnderTest start() {
        return AedesBroker.start();
    }
}
