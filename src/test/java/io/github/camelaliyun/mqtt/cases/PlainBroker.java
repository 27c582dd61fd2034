package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.Estate;

import java.net.URI;
import java.util.function.Consumer;

/** Applications on a broker that is not the service: without its keys, and with any clientId. */
final class PlainBroker {

    private PlainBroker() {}

    static Estate application(URI server, String clientId) throws Exception {
        return application(server, clientId, component -> {});
    }

    static Estate application(URI server, String clientId, Consumer<AliyunMqttComponent> settings) throws Exception {
        return new Estate(server, "GID_unused@@@unused", component -> {
            component.setGroupId(null);
            component.setDeviceId(null);
            component.getAccount().setInstanceId(null);
            component.getAccount().setAccessKey(null);
            component.getAccount().setSecretKey(null);
            component.getConfiguration().setClientId(clientId);
            settings.accept(component);
        });
    }
}
