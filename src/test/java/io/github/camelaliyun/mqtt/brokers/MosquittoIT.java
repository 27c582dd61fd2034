package io.github.camelaliyun.mqtt.brokers;

/** The component on Mosquitto. */
class MosquittoIT extends BrokerContract {

    @Override
    BrokerUnderTest start() {
        return MosquittoBroker.start();
    }

    @Override
    boolean savesBeforeItIsKilled() {
        return true;
    }
}
