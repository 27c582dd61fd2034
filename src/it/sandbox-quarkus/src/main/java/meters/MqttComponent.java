package meters;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.util.Optional;

// tag::producer[]
/** Binds the component under the name {@code paho}. The keys may be absent: the sandbox has an account for who has none. */
@ApplicationScoped
public class MqttComponent {

    @Produces
    @Singleton
    @Named("paho")
    AliyunMqttComponent paho(
            @ConfigProperty(name = "mqtt.endpoint") String endpoint,
            @ConfigProperty(name = "mqtt.instance-id") String instanceId,
            @ConfigProperty(name = "mqtt.access-key") Optional<String> accessKey,
            @ConfigProperty(name = "mqtt.secret-key") Optional<String> secretKey) {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getAccount().setEndpoint(endpoint);
        component.getAccount().setInstanceId(instanceId);
        component.getAccount().setAccessKey(accessKey.orElse(null));
        component.getAccount().setSecretKey(secretKey.orElse(null));
        component.setGroupId("GID_meters");
        component.setDeviceId("00001");
        return component;
    }
}
// end::producer[]
