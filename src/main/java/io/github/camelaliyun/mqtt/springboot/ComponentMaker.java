package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.AliyunMqttComponentConfigurer;
import io.github.camelaliyun.mqtt.AliyunMqttConfiguration;
import io.github.camelaliyun.mqtt.credential.token.TokenSettings;
import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.NearestName;
import io.github.camelaliyun.mqtt.service.PlaceholderBraces;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.util.StringHelper;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.core.env.Environment;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.unit.DataSize;

import java.beans.PropertyDescriptor;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

import static io.github.camelaliyun.mqtt.springboot.ConfiguredAccount.isSet;

/**
 * Makes the component of an account: first what {@code camel.component.<name>.*} says, since an application may have its MQTT
 * options there already, then {@code aliyun.mqtt.*}.
 */
final class ComponentMaker {

    /** Those of the front itself, and those that are not options of the same name. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "accessKey",
            "secretKey",
            "securityToken",
            "clientId",
            "token",
            "accounts",
            "componentName",
            "enabled",
            "parentTopic");

    private final BeanFactory beans;
    private final Environment environment;

    ComponentMaker(BeanFactory beans, Environment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    AliyunMqttComponent make(ConfiguredAccount account) {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.setCamelContext(beans.getBean(CamelContext.class));
        camelOptions(account.scheme()).forEach((option, value) -> bind(component, account, option, value));
        apply(component, account);
        keys(component, account);
        return component;
    }

    /** Those that are really there, not the defaults of a starter. */
    private Map<String, String> camelOptions(String scheme) {
        return Binder.get(environment)
                .bind("camel.component." + scheme, Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
    }

    private static void bind(AliyunMqttComponent component, ConfiguredAccount account, String option, String value) {
        if (option.equals("enabled") || option.startsWith("customizer.")) {
            return;
        }
        String name = StringHelper.dashToCamelCase(option);
        String key = "camel.component." + account.scheme() + "." + option;
        boolean known;
        try {
            known = Stream.of(component, component.getConfiguration())
                    .anyMatch(target -> PropertyBindingSupport.build()
                            .withIgnoreCase(true)
                            .bind(component.getCamelContext(), target, name, value));
        } catch (RuntimeException e) {
            throw refused(key, value, e);
        }
        if (!known) {
            throw new InvalidSettingException(
                    key,
                    "is no option of the component",
                    nearest(name)
                            .map(nearest -> "did you mean camel.component." + account.scheme() + "."
                                    + StringHelper.camelCaseToDash(nearest) + "?")
                            .orElse("remove it, or correct its name; the component's options are camel-paho's and"
                                    + " aliyun.mqtt.*"));
        }
    }

    private static Optional<String> nearest(String name) {
        return NearestName.of(
                name,
                Stream.of(AliyunMqttComponent.class, AliyunMqttConfiguration.class)
                        .flatMap(type -> Arrays.stream(BeanUtils.getPropertyDescriptors(type)))
                        .filter(property -> property.getWriteMethod() != null)
                        .map(PropertyDescriptor::getName)
                        .toList());
    }

    /** Without what Camel says of it, which has the value; what our own setters say has none. */
    private static InvalidSettingException refused(String key, String value, RuntimeException failure) {
        return Causes.innermost(failure) instanceof InvalidSettingException ours
                ? ours.in(setting -> key)
                : new InvalidSettingException(
                        key,
                        "cannot have its value ("
                                + Causes.innermost(failure).getClass().getSimpleName() + ")",
                        PlaceholderBraces.cureOf(value));
    }

    /** By name, so that a key that is changed in the environment is taken up at the next connect. */
    private static void keys(AliyunMqttComponent component, ConfiguredAccount account) {
        AccountProperties settings = account.settings();
        if (isSet(settings.getCredentialProcessor())) {
            return;
        }
        if (isSet(settings.getAccessKey())) {
            component.getAccount().setAccessKeyProperty(account.key("access-key"));
        }
        if (isSet(settings.getSecretKey())) {
            component.getAccount().setSecretKeyProperty(account.key("secret-key"));
        }
        if (isSet(settings.getToken().getSecurityToken())) {
            component.getAccount().getToken().setSecurityTokenProperty(account.key("token.security-token"));
        }
    }

    private void apply(AliyunMqttComponent component, ConfiguredAccount account) {
        AccountProperties settings = account.settings();
        if (account.derivedClientId().isEmpty() && isSet(settings.getClientId())) {
            component.getConfiguration().setClientId(settings.getClientId());
        }
        CamelContext camel = component.getCamelContext();
        AliyunMqttComponentConfigurer options = new AliyunMqttComponentConfigurer();
        apply(
                settings,
                account.key(""),
                name -> options.getOptionType(name, false),
                (name, value) -> options.configure(camel, component, name, value, false));
        TokenSettings token = component.getAccount().getToken();
        apply(
                settings.getToken(),
                account.key("token."),
                name -> BeanUtils.getPropertyDescriptor(TokenSettings.class, name)
                        .getPropertyType(),
                (name, value) -> set(camel, token, account.keyOf("token." + name), name, value));
    }

    /** By the setter: Camel's binding would take a secret that begins with # for a bean's name, and tell it. */
    private static void set(CamelContext camel, TokenSettings token, String key, String name, Object value) {
        PropertyDescriptor property = BeanUtils.getPropertyDescriptor(TokenSettings.class, name);
        Object typed = value instanceof String text
                ? camel.getTypeConverter().convertTo(property.getPropertyType(), resolved(camel, key, text))
                : value;
        ReflectionUtils.invokeMethod(property.getWriteMethod(), token, typed);
    }

    /** By its name, as the keys are: Camel reads a text that it is given in another way than the value of a property. */
    private static String resolved(CamelContext camel, String key, String text) {
        if (!text.contains(PropertiesComponent.PREFIX_TOKEN) && !text.contains(PropertiesComponent.SUFFIX_TOKEN)) {
            return text;
        }
        try {
            return camel.getPropertiesComponent()
                    .resolveProperty(key)
                    .orElseThrow(() -> PlaceholderBraces.unresolved(key, text, PlaceholderBraces.ESCAPE));
        } catch (InvalidSettingException e) {
            throw e;
        } catch (RuntimeException e) {
            // Without the cause, which may have the text.
            throw PlaceholderBraces.unresolved(key, text, PlaceholderBraces.ESCAPE);
        }
    }

    /** Each setting is an option of the same name. */
    private void apply(
            Object settings, String prefix, Function<String, Class<?>> typeOf, BiConsumer<String, Object> option) {
        for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(settings.getClass())) {
            String name = property.getName();
            Object value = property.getWriteMethod() == null || NOT_PASSED_ON.contains(name)
                    ? null
                    : value(settings, property);
            if (value != null) {
                Class<?> type = typeOf.apply(name);
                option.accept(
                        name,
                        BeanUtils.isSimpleProperty(type)
                                // Which Camel converts to whatever it is to be.
                                ? String.valueOf(value)
                                : bean(prefix + DataObjectPropertyName.toDashedForm(name), (String) value, type));
            }
        }
    }

    /** As the component counts it; null if it is not set. */
    private static Object value(Object settings, PropertyDescriptor property) {
        Object value = ReflectionUtils.invokeMethod(property.getReadMethod(), settings);
        if (value instanceof Duration duration) {
            ChronoUnit unit = ReflectionUtils.findField(settings.getClass(), property.getName())
                    .getAnnotation(DurationUnit.class)
                    .value();
            return unit == ChronoUnit.SECONDS ? duration.toSeconds() : duration.toMillis();
        }
        if (value instanceof String text) {
            return isSet(text) ? text : null;
        }
        return value instanceof DataSize size ? (Object) size.toBytes() : value;
    }

    private <T> T bean(String key, String name, Class<T> type) {
        try {
            return beans.getBean(name, type);
        } catch (BeansException e) {
            throw new InvalidSettingException(
                    key,
                    "is '" + name + "', which is not a usable bean: " + e.getMessage(),
                    "set it to the name of a " + type.getSimpleName() + " bean");
        }
    }
}
