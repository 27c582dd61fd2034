package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.service.SettingText;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.env.Environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One account as {@code application.yml} has it. It has no {@code toString} of its own settings: they hold a secret.
 *
 * @param scheme name of its component
 * @param prefix of its keys, without the last dot
 */
record ConfiguredAccount(String scheme, String prefix, AccountProperties settings) {

    private static final String ACCOUNTS = AliyunMqttProperties.PREFIX + ".accounts";

    /** The main account, if any of its keys is there, and those under {@code accounts}. */
    static List<ConfiguredAccount> configured(Environment environment) {
        Binder binder = Binder.get(environment);
        List<ConfiguredAccount> accounts = new ArrayList<>();
        binder.bind(AliyunMqttProperties.PREFIX, Bindable.of(AccountProperties.class))
                .ifBound(main ->
                        accounts.add(new ConfiguredAccount(mainScheme(binder), AliyunMqttProperties.PREFIX, main)));
        Map<String, AccountProperties> others = binder.bind(
                        ACCOUNTS, Bindable.mapOf(String.class, AccountProperties.class))
                .orElse(Map.of());
        others.forEach(
                (scheme, settings) -> accounts.add(new ConfiguredAccount(scheme, ACCOUNTS + "." + scheme, settings)));
        return accounts;
    }

    static String mainScheme(Binder binder) {
        return binder.bind(AliyunMqttProperties.PREFIX + ".component-name", String.class)
                .orElseGet(() -> new AliyunMqttProperties().getComponentName());
    }

    /** What a setting of the account, by its name in Java, is called here, in full. */
    String keyOf(String setting) {
        return key(DataObjectPropertyName.toDashedForm(setting));
    }

    /** The name of one of its settings, in full. */
    String key(String setting) {
        return prefix + "." + setting;
    }

    /**
     * The clientId that follows from Group ID and Device ID; empty for an account that has neither.
     *
     * @throws IllegalArgumentException if the service would not accept it; the message names the rule
     */
    Optional<String> derivedClientId() {
        return isSet(settings.getGroupId()) || isSet(settings.getDeviceId())
                ? Optional.of(new ClientId(
                                SettingText.unquoted(settings.getGroupId()),
                                SettingText.unquoted(settings.getDeviceId()))
                        .toString())
                : Optional.empty();
    }

    /** An empty value is none: a file may have a key only to be overridden. */
    static boolean isSet(String value) {
        return value != null && !SettingText.stripped(value).isEmpty();
    }

    @Override
    public String toString() {
        return "ConfiguredAccount[" + prefix + "]";
    }
}
