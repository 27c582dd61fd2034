package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunPahoComponent;
import io.github.camelaliyun.mqtt.kit.Estate;

import java.net.URI;
import java.util.function.Consumer;

/** Applications on a broker that is not the service: without its keys, and with any clientId. */
final class PlainBroker {

    private PlainBroker() {}

    static Estate application(URI server, String clientId) throws Exception {
        return application(server, clientId, component -> {});
    }

    static Estate application(URI server, String clientId, Consumer<AliyunPahoComponent> settings) throws Exception {
        return new Estate(server, "GID_unused@@@unused", component -> {
            component.setGroupId(null);
            component.setDeviceId(null);
            component.setInstanceId(null);
            component.setAccessKey(null);
            component.setSecretKey(null);
            component.getConfiguration().setClientId(clientId);
            settings.accept(component);
        });
    }
}
