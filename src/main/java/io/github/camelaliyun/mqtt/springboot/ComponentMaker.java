package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.AliyunPahoComponent;
import io.github.camelaliyun.mqtt.AliyunPahoConfiguration;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.token.TokenSettings;
import io.github.camelaliyun.mqtt.credential.token.TokenSource;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.util.StringHelper;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import static io.github.camelaliyun.mqtt.springboot.Account.isSet;

/**
 * Makes the component of an account: first what {@code camel.component.<name>.*} says, since an estate may have its MQTT
 * options there already, then {@code aliyun.mqtt.*}.
 */
final class ComponentMaker {

    private final BeanFactory beans;
    private final Environment environment;

    ComponentMaker(BeanFactory beans, Environment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    AliyunPahoComponent make(Account account) {
        AliyunPahoComponent component = new AliyunPahoComponent();
        component.setCamelContext(beans.getBean(CamelContext.class));
        camelOptions(account.scheme()).forEach((option, value) -> bind(component, account, option, value));
        identity(component, account);
        keys(component, account);
        mqtt(component, account.settings());
        network(component, account.settings());
        token(component.getToken(), account);
        return component;
    }

    /** Those that are really there, not the defaults of a starter. */
    private Map<String, String> camelOptions(String scheme) {
        return Binder.get(environment)
                .bind("camel.component." + scheme, Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
    }

    private static void bind(AliyunPahoComponent component, Account account, String option, String value) {
        if (option.equals("enabled") || option.startsWith("customizer.")) {
            return;
        }
        String name = StringHelper.dashToCamelCase(option);
        boolean known = Stream.of(component, component.getConfiguration())
                .anyMatch(target -> PropertyBindingSupport.build()
                        .withIgnoreCase(true)
                        .bind(component.getCamelContext(), target, name, value));
        if (!known) {
            throw new InvalidSettingException(
                    "camel.component." + account.scheme() + "." + option,
                    "is no option of the component",
                    "Remove it, or correct its name; the component's options are camel-paho's and aliyun.mqtt.*.");
        }
    }

    private static void identity(AliyunPahoComponent component, Account account) {
        AccountProperties settings = account.settings();
        component.setEndpoint(settings.getEndpoint().strip());
        PropertyMapper map = PropertyMapper.get();
        map.from(settings::getInstanceId).whenHasText().to(component::setInstanceId);
        map.from(settings::getGroupId).whenHasText().to(component::setGroupId);
        map.from(settings::getDeviceId).whenHasText().to(component::setDeviceId);
        if (account.derivedClientId().isEmpty() && isSet(settings.getClientId())) {
            component.getConfiguration().setClientId(settings.getClientId());
        }
        component.setAuthMode(settings.getAuthMode().name());
        component.setSignMode(settings.getSignMode());
    }

    private void keys(AliyunPahoComponent component, Account account) {
        AccountProperties settings = account.settings();
        if (isSet(settings.getCredentialProcessor())) {
            component.setCredentialProcessor(bean(
                    account.key("credential-processor"), settings.getCredentialProcessor(), CredentialProcessor.class));
            return;
        }
        PropertyMapper map = PropertyMapper.get();
        map.from(settings::getAccessKeyProperty).whenHasText().to(component::setAccessKeyProperty);
        map.from(settings::getSecretKeyProperty).whenHasText().to(component::setSecretKeyProperty);
        // By name, so that a key that is changed in the environment is taken up at the next connect.
        if (isSet(settings.getAccessKey())) {
            component.setAccessKeyProperty(account.key("access-key"));
        }
        if (isSet(settings.getSecretKey())) {
            component.setSecretKeyProperty(account.key("secret-key"));
        }
    }

    private static void mqtt(AliyunPahoComponent component, MqttProperties settings) {
        AliyunPahoConfiguration options = component.getConfiguration();
        PropertyMapper map = PropertyMapper.get().alwaysApplyingWhenNonNull();
        map.from(settings::getQos).to(options::setQos);
        map.from(settings::getCleanSession).to(options::setCleanSession);
        map.from(settings::getKeepAliveInterval).asInt(Duration::toSeconds).to(options::setKeepAliveInterval);
        map.from(settings::getConnectionTimeout).asInt(Duration::toSeconds).to(options::setConnectionTimeout);
        map.from(settings::getMaxInflight).to(options::setMaxInflight);
        map.from(settings::getPublishTimeout).as(Duration::toMillis).to(component::setPublishTimeout);
        map.from(settings::getUnclaimedGrace).as(Duration::toMillis).to(component::setUnclaimedGrace);
        map.from(settings::getUnclaimed).whenHasText().to(component::setUnclaimed);
        map.from(settings::getWhenStopped).whenHasText().to(component::setWhenStopped);
        map.from(settings::getMaxDeliveryAttempts).to(component::setMaxDeliveryAttempts);
        map.from(settings::getDeadLetterUri).whenHasText().to(component::setDeadLetterUri);
        map.from(settings::getCompletionTimeout).as(Duration::toMillis).to(component::setCompletionTimeout);
        map.from(settings::getMaxInProgress).to(component::setMaxInProgress);
        map.from(settings::getMaxPacketSize)
                .as(size -> Math.toIntExact(size.toBytes()))
                .to(component::setMaxPacketSize);
        map.from(settings::getMaxHeldBytes).as(DataSize::toBytes).to(component::setMaxHeldBytes);
        map.from(settings::getWhenDisconnected).to(component::setWhenDisconnected);
    }

    private static void network(AliyunPahoComponent component, AccountProperties settings) {
        PropertyMapper map = PropertyMapper.get();
        map.from(settings::getCertificateFile).whenHasText().to(component::setCertificateFile);
        map.from(settings::getPrivateKeyFile).whenHasText().to(component::setPrivateKeyFile);
        map.from(settings::getCaFile).whenHasText().to(component::setCaFile);
        map.from(settings::getProxy).whenHasText().to(component::setProxy);
        map.from(settings::getProxyUserName).whenHasText().to(component::setProxyUserName);
        map.from(settings::getProxyPassword).whenHasText().to(component::setProxyPassword);
        if (settings.isUseGlobalSslContextParameters()) {
            component.setUseGlobalSslContextParameters(true);
        }
    }

    private void token(TokenSettings token, Account account) {
        TokenProperties settings = account.settings().getToken();
        if (isSet(settings.getSource())) {
            token.setSource(bean(account.key("token.source"), settings.getSource(), TokenSource.class));
        }
        token.setRegionId(account.settings().getRegionId());
        token.setEndpoint(settings.getEndpoint());
        token.setServerUrl(settings.getServerUrl());
        token.setServerBearer(settings.getServerBearer());
        token.setTypes(settings.getTypes());
        token.setResources(settings.getResources());
        token.setLife(settings.getLife().toSeconds());
    }

    private <T> T bean(String key, String name, Class<T> type) {
        try {
            return beans.getBean(name, type);
        } catch (BeansException e) {
            throw new InvalidSettingException(
                    key,
                    "is '" + name + "', which is not a usable bean: " + e.getMessage(),
                    "Set it to the name of a " + type.getSimpleName() + " bean.");
        }
    }
}
