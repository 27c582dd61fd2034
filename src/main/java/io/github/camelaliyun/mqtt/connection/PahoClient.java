package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.ScheduledExecutorPingSender;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.util.function.Consumer;

/** Paho's client on shared threads, acknowledging by hand, with {@link GatedNetworkModule} under it. */
final class PahoClient extends MqttAsyncClient {

    private final Runnable connectSent;

    /**
     * @param connectSent told when CONNECT has been written
     * @param threadDied told when a thread of Paho's has ended with an exception
     */
    PahoClient(
            String serverUri,
            String clientId,
            ConnectionThreads threads,
            Runnable connectSent,
            Consumer<RuntimeException> threadDied)
            throws MqttException {
        super(
                serverUri,
                clientId,
                new MemoryPersistence(),
                new ScheduledExecutorPingSender(threads.timer()),
                new PahoThreads(threads, threadDied));
        this.connectSent = connectSent;
        setManualAcks(true);
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectOptions options) throws MqttException {
        NetworkModule[] modules = super.createNetworkModules(address, options);
        for (int i = 0; i < modules.length; i++) {
            modules[i] = new GatedNetworkModule(modules[i], connectSent);
        }
        return modules;
    }
}
