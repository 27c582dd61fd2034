package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Plan;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.util.function.Consumer;

/** Paho clients as the bench uses them. */
public final class PahoClients {

    private static final int KEEP_ALIVE_SECONDS = 90;
    /** Over every window that is used here: Paho counts a publish until some time after it said that it is done. */
    private static final int MAX_INFLIGHT = 4_000;

    private PahoClients() {}

    public static MqttAsyncClient create(Plan plan, String clientId) throws MqttException {
        return new MqttAsyncClient(plan.uri(), clientId, new MemoryPersistence());
    }

    public static MqttConnectOptions options(Plan plan, String clientId, boolean cleanSession) {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setCleanSession(cleanSession);
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setMaxInflight(MAX_INFLIGHT);
        plan.credentials(clientId).ifPresent(credentials -> {
            options.setUserName(credentials.username());
            options.setPassword(credentials.password().toCharArray());
        });
        return options;
    }

    /** A listener of one outcome; runs on Paho's callback thread. */
    static IMqttActionListener listener(Runnable success, Consumer<Throwable> failure) {
        return new IMqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                success.run();
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
                failure.accept(cause);
            }
        };
    }
}
