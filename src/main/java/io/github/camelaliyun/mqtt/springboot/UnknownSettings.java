package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.AliyunMqttComponentConfigurer;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.SecretNames;
import io.github.camelaliyun.mqtt.service.UnknownSetting;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Refuses a mistyped key with the nearest one. Spring's {@code ignoreUnknownFields} would do it with the value in its
 * message, and that of a mistyped {@code secret-key} is the secret. As there, environment and system properties are left
 * out.
 */
final class UnknownSettings {

    private static final List<String> ACCOUNT = Stream.concat(
                    names(AccountProperties.class), names(TokenProperties.class).map(name -> "token." + name))
            .toList();
    private static final List<String> MAIN = Stream.of(
                    ACCOUNT.stream(),
                    names(AliyunMqttProperties.class),
                    names(SandboxProperties.class).map(name -> "sandbox." + name))
            .flatMap(names -> names)
            .toList();

    private UnknownSettings() {}

    /** @throws InvalidSettingException if there is a key that does not exist */
    static void refuse(Environment environment) {
        try {
            Binder.get(environment)
                    .bind(
                            AliyunMqttProperties.PREFIX,
                            Bindable.of(AliyunMqttProperties.class),
                            new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
        } catch (BindException e) {
            if (e.getCause() instanceof UnboundConfigurationPropertiesException unknown) {
                throw unknown(
                        unknown.getUnboundProperties()
                                .iterator()
                                .next()
                                .getName()
                                .toString(),
                        ConfiguredAccount.mainScheme(Binder.get(environment)));
            }
            throw e;
        }
    }

    /** @param scheme of the main account's component */
    private static InvalidSettingException unknown(String key, String scheme) {
        String[] parts = key.substring(AliyunMqttProperties.PREFIX.length() + 1).split("\\.", 3);
        boolean ofAccount = parts.length == 3 && parts[0].equals("accounts");
        String prefix = AliyunMqttProperties.PREFIX + "." + (ofAccount ? "accounts." + parts[1] + "." : "");
        String name = key.substring(prefix.length());
        List<String> names = ofAccount ? ACCOUNT : MAIN;
        String uniform = SecretNames.uniform(name);
        return names.stream().map(SecretNames::uniform).noneMatch(uniform::equals)
                        && new AliyunMqttComponentConfigurer().getOptionType(uniform, true) != null
                ? new InvalidSettingException(
                        key,
                        "is no setting, but an option of the component",
                        "set camel.component." + (ofAccount ? parts[1] : scheme) + "." + name)
                : UnknownSetting.of(prefix, name, "is no setting", names);
    }

    private static Stream<String> names(Class<?> properties) {
        return Arrays.stream(BeanUtils.getPropertyDescriptors(properties))
                .filter(property -> property.getWriteMethod() != null)
                .map(PropertyDescriptor::getName)
                .map(DataObjectPropertyName::toDashedForm);
    }
}
