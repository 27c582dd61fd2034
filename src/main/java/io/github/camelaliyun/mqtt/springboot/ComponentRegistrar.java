package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the accounts, gives each a bean of the name that Camel looks its scheme up by, and adds the clientId that follows
 * from Group ID and Device ID to the environment. It acts before other beans are made, so that a wrong setting is told
 * first, and so that every bean can use the clientId.
 */
final class ComponentRegistrar implements BeanDefinitionRegistryPostProcessor {

    /** The property source, last in the environment. */
    static final String DERIVED = "aliyun.mqtt derived settings";

    private final ConfigurableEnvironment environment;
    private List<ConfiguredAccount> accounts = List.of();

    ComponentRegistrar(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        UnknownSettings.refuse(environment);
        accounts = ConfiguredAccount.configured(environment);
        accounts.forEach(AccountCheck::check);
        requireFreeNames(registry);
        deriveClientIds();
    }

    private void requireFreeNames(BeanDefinitionRegistry registry) {
        Set<String> taken = new HashSet<>(Set.of(registry.getBeanDefinitionNames()));
        for (ConfiguredAccount account : accounts) {
            if (!taken.add(account.scheme())) {
                throw new InvalidSettingException(
                        nameKey(account),
                        "makes a component '" + account.scheme() + "', and there is a bean of that name already",
                        "remove that bean, or give the component another name, which is then the scheme of its routes");
            }
        }
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beans;
        for (ConfiguredAccount account : accounts) {
            RootBeanDefinition component = new RootBeanDefinition(
                    AliyunMqttComponent.class, () -> new ComponentMaker(beans, environment).make(account));
            // Camel stops its components itself.
            component.setDestroyMethodName("");
            registry.registerBeanDefinition(account.scheme(), component);
        }
    }

    private static String nameKey(ConfiguredAccount account) {
        return account.prefix().equals(AliyunMqttProperties.PREFIX) ? account.key("component-name") : account.prefix();
    }

    private void deriveClientIds() {
        Map<String, Object> derived = new HashMap<>();
        for (ConfiguredAccount account : accounts) {
            account.derivedClientId().ifPresent(clientId -> derived.put(account.key("client-id"), clientId));
        }
        environment.getPropertySources().remove(DERIVED);
        environment.getPropertySources().addLast(new MapPropertySource(DERIVED, derived));
    }
}
