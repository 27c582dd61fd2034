package io.github.camelaliyun.mqtt.brokers;

/** The component on HiveMQ CE, which keeps sessions in files. */
class HiveMqIT extends BrokerContract {

    @Override
    BrokerUnderTest start() {
        return JavaBroker.HIVE_MQ.start();
    }
}
