package io.github.camelaliyun.mqtt.springboot;

import org.apache.camel.CamelContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** While {@code aliyun.mqtt.enabled} is false: routes start, with their placeholders, and nothing connects. */
@AutoConfiguration(afterName = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@ConditionalOnClass(value = CamelContext.class, name = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@ConditionalOnProperty(prefix = AliyunMqttProperties.PREFIX, name = "enabled", havingValue = "false")
public class AliyunMqttDisabledAutoConfiguration {

    AliyunMqttDisabledAutoConfiguration() {}

    /** Static, since it acts before any other bean is made. */
    @Bean
    static DisabledComponents aliyunMqttDisabledComponents(ConfigurableEnvironment environment) {
        return new DisabledComponents(environment);
    }
}
