package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.AliyunMqttAccount;
import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.PlaceholderBraces;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.SettingText;
import org.springframework.beans.BeanUtils;
import org.springframework.util.ReflectionUtils;

import java.beans.PropertyDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import static io.github.camelaliyun.mqtt.service.InvalidSettingException.named;
import static io.github.camelaliyun.mqtt.springboot.ConfiguredAccount.isSet;

/**
 * Looks at an account before anything is made of it, so that a message names the key as {@code application.yml} has it. The
 * rules are the account's own; here is what Spring adds. What is left to the component is what needs a running Camel.
 */
final class AccountCheck {

    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9-]*");

    private final ConfiguredAccount account;
    private final AccountProperties settings;

    private AccountCheck(ConfiguredAccount account) {
        this.account = account;
        this.settings = account.settings();
    }

    /** @throws InvalidSettingException naming the first setting that cannot be */
    static void check(ConfiguredAccount account) {
        AccountCheck check = new AccountCheck(account);
        check.scheme();
        try {
            check.endpoint();
            check.keys();
            check.clientId();
        } catch (InvalidSettingException e) {
            throw e.in(account::keyOf, e.isMissing() ? check.elsewhere(e.setting()) : "");
        }
    }

    private void scheme() {
        if (!SCHEME.matcher(account.scheme()).matches()) {
            throw new InvalidSettingException(
                    account.prefix(),
                    "makes a component '" + account.scheme() + "', which cannot be the scheme of a URI",
                    "use lower-case letters, digits and '-', and a letter first");
        }
    }

    private void endpoint() {
        if (!isSet(settings.getEndpoint())) {
            throw InvalidSettingException.missing("endpoint", "for example ssl://post-cn-xxxx.mqtt.aliyuncs.com:8883");
        }
        if (isSandbox() && !Sandbox.isAvailable()) {
            throw new InvalidSettingException(
                    "endpoint", "is 'sandbox', and what that needs is not on the class path", Sandbox.HOW_TO_ADD);
        }
    }

    private boolean isSandbox() {
        return SettingText.unquoted(settings.getEndpoint()).equalsIgnoreCase("sandbox");
    }

    private void keys() {
        // Camel resolves placeholders in these two, at every connect.
        PlaceholderBraces.require("accessKey", settings.getAccessKey(), PlaceholderBraces.ESCAPE);
        PlaceholderBraces.require("secretKey", settings.getSecretKey(), PlaceholderBraces.ESCAPE);
        AliyunMqttAccount same = new AliyunMqttAccount();
        copy(settings, same);
        copy(settings.getToken(), same.getToken());
        if (isSet(settings.getToken().getSource())) {
            // A bean of that name is looked up later.
            same.getToken().setSource(request -> List.of());
        }
        if (isSet(settings.getCredentialProcessor())) {
            same.setAccessKey(null);
            same.setSecretKey(null);
            same.checkEndpoint();
        } else {
            same.check();
        }
    }

    /** Each text of the same name that is not empty. */
    private static void copy(Object from, Object to) {
        for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(to.getClass())) {
            PropertyDescriptor given = BeanUtils.getPropertyDescriptor(from.getClass(), property.getName());
            if (property.getWriteMethod() == null || given == null || given.getReadMethod() == null) {
                continue;
            }
            Object value = ReflectionUtils.invokeMethod(given.getReadMethod(), from);
            boolean is = value instanceof String text ? isSet(text) : value != null;
            if (is && property.getPropertyType().isInstance(value)) {
                ReflectionUtils.invokeMethod(property.getWriteMethod(), to, value);
            }
        }
    }

    private void clientId() {
        String own = settings.getClientId();
        String derived = account.derivedClientId().orElse(null);
        if (derived != null && isSet(own) && !own.equals(derived)) {
            throw new InvalidSettingException(
                    "clientId",
                    "'" + Printable.of(own) + "' is not what " + named("groupId") + " and " + named("deviceId")
                            + " give, " + derived,
                    "remove it");
        }
        if (derived == null && isSet(own) && AuthMode.parse(mode()) != AuthMode.CUSTOM) {
            ClientId.parse(own);
        }
    }

    private String mode() {
        return isSet(settings.getAuthMode()) ? settings.getAuthMode() : AuthMode.SIGNATURE.name();
    }

    /** What else may be done about a setting that is missing. */
    private String elsewhere(String setting) {
        return " (in the environment, "
                + account.keyOf(setting).replaceAll("[.-]", "_").toUpperCase(Locale.ROOT)
                + "); or set aliyun.mqtt.enabled to false where this application runs without the service";
    }
}
