package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import org.apache.camel.CamelContext;
import org.apache.camel.component.paho.PahoEndpoint;
import org.apache.camel.component.paho.springboot.PahoComponentAutoConfiguration;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** A Spring Boot application with Camel, camel-paho-starter and this jar, without a broker: nothing is connected. */
final class SpringEstate {

    static final String[] MAIN = {
        "aliyun.mqtt.endpoint=tcp://127.0.0.1:1883",
        "aliyun.mqtt.instance-id=post-cn-test",
        "aliyun.mqtt.access-key=test-access-key",
        "aliyun.mqtt.secret-key=test-secret-key",
        "aliyun.mqtt.group-id=GID_group",
        "aliyun.mqtt.device-id=00001",
    };

    private SpringEstate() {}

    static ApplicationContextRunner unconfigured() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CamelAutoConfiguration.class,
                        PahoComponentAutoConfiguration.class,
                        AliyunMqttAutoConfiguration.class,
                        AliyunMqttDisabledAutoConfiguration.class));
    }

    static ApplicationContextRunner configured(String... settings) {
        return unconfigured().withPropertyValues(MAIN).withPropertyValues(settings);
    }

    static CamelContext camel(ApplicationContext spring) {
        return spring.getBean(CamelContext.class);
    }

    static AliyunMqttComponent component(ApplicationContext spring, String scheme) {
        return camel(spring).getComponent(scheme, AliyunMqttComponent.class);
    }

    static PahoEndpoint endpoint(ApplicationContext spring, String uri) {
        return camel(spring).getEndpoint(uri, PahoEndpoint.class);
    }
}
