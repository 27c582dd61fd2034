package estate;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

// tag::producer[]
/** Binds the component under the name {@code paho}: what CDI names, Camel finds. */
@ApplicationScoped
public class MqttComponent {

    @Produces
    @Singleton
    @Named("paho")
    AliyunMqttComponent paho(
            @ConfigProperty(name = "mqtt.endpoint") String endpoint,
            @ConfigProperty(name = "mqtt.instance-id") String instanceId,
            @ConfigProperty(name = "mqtt.access-key") String accessKey,
            @ConfigProperty(name = "mqtt.secret-key") String secretKey) {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getAccount().setEndpoint(endpoint);
        component.getAccount().setInstanceId(instanceId);
        component.getAccount().setAccessKey(accessKey);
        component.getAccount().setSecretKey(secretKey);
        component.setGroupId("GID_quarkus");
        component.setDeviceId("00001");
        return component;
    }
}
// end::producer[]
