package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import org.apache.camel.Component;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Keeps camel-paho-starter's hands off our components. Its customizer takes every subclass of {@code PahoComponent}, whatever
 * its name, for its own: it would give them the stock paho's broker, and its defaults (QoS 2, ten publishes in flight) in
 * place of ours. What {@code camel.component.<our name>.*} really says, {@link ComponentMaker} takes up.
 */
final class StarterOptionsGuard implements BeanPostProcessor {

    private static final String STARTER = "org.apache.camel.component.paho.springboot.";

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return bean instanceof ComponentCustomizer customizer
                        && bean.getClass().getName().startsWith(STARTER)
                ? new StockOnly(customizer)
                : bean;
    }

    private record StockOnly(ComponentCustomizer starters) implements ComponentCustomizer {

        @Override
        public boolean isEnabled(String name, Component target) {
            return !(target instanceof AliyunMqttComponent) && starters.isEnabled(name, target);
        }

        @Override
        public void configure(String name, Component target) {
            starters.configure(name, target);
        }

        @Override
        public int getOrder() {
            return starters.getOrder();
        }
    }
}
