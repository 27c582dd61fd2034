package io.github.camelaliyun.mqtt.springboot;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import static io.github.camelaliyun.mqtt.springboot.ConfiguredAccount.isSet;

/**
 * Stands in for {@link ComponentRegistrar} while {@code aliyun.mqtt.enabled} is false: routes are to start with the
 * placeholders that they use, and with nothing behind the schemes. A scheme that has a bean, or a broker of its own in
 * {@code camel.component.<name>.broker-url}, is left alone. It acts before other beans are made.
 */
final class DisabledComponents implements BeanDefinitionRegistryPostProcessor {

    private static final Map<String, String> AS_DELIVERED =
            Map.of("group-id", "GID_group", "device-id", "00001", "parent-topic", "test");

    private final ConfigurableEnvironment environment;

    DisabledComponents(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        Map<String, Object> derived = new HashMap<>();
        AS_DELIVERED.forEach((name, value) -> derived.put(AliyunMqttProperties.PREFIX + "." + name, value));
        derived.put(AliyunMqttProperties.PREFIX + ".client-id", clientId(new AccountProperties()));
        for (ConfiguredAccount account : ConfiguredAccount.configured(environment)) {
            derived.put(account.key("client-id"), clientId(account.settings()));
        }
        environment.getPropertySources().remove(ComponentRegistrar.DERIVED);
        environment.getPropertySources().addLast(new MapPropertySource(ComponentRegistrar.DERIVED, derived));
    }

    /** Unchecked: what the service would refuse does not matter without it. */
    private static String clientId(AccountProperties settings) {
        return orAsDelivered("group-id", settings.getGroupId()) + "@@@"
                + orAsDelivered("device-id", settings.getDeviceId());
    }

    private static String orAsDelivered(String name, String value) {
        return isSet(value) ? value : AS_DELIVERED.get(name);
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beans;
        for (String scheme : schemes()) {
            if (!beans.containsBean(scheme) && !hasBroker(scheme)) {
                RootBeanDefinition component = new RootBeanDefinition(DisabledComponent.class, DisabledComponent::new);
                // Camel stops its components itself.
                component.setDestroyMethodName("");
                registry.registerBeanDefinition(scheme, component);
            }
        }
    }

    private Set<String> schemes() {
        Set<String> schemes = new TreeSet<>(List.of(ConfiguredAccount.mainScheme(Binder.get(environment))));
        ConfiguredAccount.configured(environment).forEach(account -> schemes.add(account.scheme()));
        return schemes;
    }

    private boolean hasBroker(String scheme) {
        Binder binder = Binder.get(environment);
        return Stream.of("broker-url", "server-u-r-is")
                .anyMatch(option -> binder.bind("camel.component." + scheme + "." + option, String.class)
                        .isBound());
    }
}
