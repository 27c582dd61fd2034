package io.github.camelaliyun.mqtt.springboot;

import org.apache.camel.CamelContext;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Makes a component of each account under {@code aliyun.mqtt}, where camel-spring-boot is on the class path and
 * {@code application.yml} has an account at all.
 */
@AutoConfiguration(afterName = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@ConditionalOnClass(value = CamelContext.class, name = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@Conditional(AccountCondition.class)
@EnableConfigurationProperties(AliyunMqttProperties.class)
public class AliyunMqttAutoConfiguration {

    AliyunMqttAutoConfiguration() {}

    /** Static, as the next one: both act before any other bean is made. */
    @Bean
    static ComponentRegistrar aliyunMqttComponents(ConfigurableEnvironment environment) {
        return new ComponentRegistrar(environment);
    }

    @Bean
    static StarterOptionsGuard aliyunMqttStarterOptionsGuard() {
        return new StarterOptionsGuard();
    }

    /** What the actuator's {@code env} and {@code configprops} show, also with {@code show-values: always}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SanitizingFunction.class)
    static class Actuator {

        @Bean
        SanitizingFunction aliyunMqttSecrets() {
            return new SecretsSanitizer();
        }
    }
}
