package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.AliyunMqttAccount;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.credential.NearestName;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.util.StringHelper;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The keys of the runnable project, and the check that nobody mistyped one. */
final class Settings {

    static final String PREFIX = "aliyun.mqtt.";
    static final String SANDBOX = "sandbox";
    private static final String TOKEN = "token.";

    private static final List<String> KEYS = List.of(
            "endpoint",
            "instance-id",
            "access-key",
            "secret-key",
            "group-id",
            "device-id",
            "client-id",
            "parent-topic",
            "auth-mode",
            "sign-mode",
            "routes-dir",
            "sandbox.port",
            "token.region-id",
            "token.endpoint",
            "token.server-url",
            "token.server-bearer",
            "token.types",
            "token.resources",
            "token.life");

    private final PropertiesComponent properties;

    /** @throws InvalidSettingException if there is a key that does not exist; the message names the nearest one */
    Settings(PropertiesComponent properties) {
        this.properties = properties;
        requireKnownKeys(properties.loadProperties(name -> name.startsWith(PREFIX)), System.getProperties());
        requireKnownVariables(System.getenv().keySet());
    }

    /** The value of a key, without the prefix. */
    Optional<String> find(String key) {
        return properties.resolveProperty(PREFIX + key).map(String::trim);
    }

    /** @throws InvalidSettingException if the key has no value */
    String get(String key) {
        return find(key)
                .orElseThrow(() -> new InvalidSettingException(
                        PREFIX + key,
                        "is not set",
                        "run from the project's folder, where application.properties is, or set it in the environment as "
                                + variable(key)));
    }

    /**
     * Checks the account that the settings make, so that a message has the keys as they are written here.
     *
     * @throws InvalidSettingException naming the first that is missing or cannot be
     */
    void checkAccount(CamelContext context) {
        Properties written = properties.loadProperties(name -> name.startsWith(PREFIX));
        Map<String, String> given = new HashMap<>();
        for (String key : KEYS) {
            Optional<String> value = find(key);
            if (value.isEmpty() && written.getProperty(PREFIX + key, "").contains(PropertiesComponent.PREFIX_TOKEN)) {
                // A function, of a vault for instance, that is not there yet: the component asks it later.
                return;
            }
            value.filter(text -> !text.isEmpty()).ifPresent(text -> given.put(key, text));
        }
        inTheirWords(() -> {
            AliyunMqttAccount account = new AliyunMqttAccount();
            given.forEach((key, value) -> set(account, key, value, context));
            account.check();
            return new ClientId(given.get("group-id"), given.get("device-id"));
        });
    }

    private static void set(AliyunMqttAccount account, String key, String value, CamelContext context) {
        if (key.equals("sign-mode")) {
            account.setSignMode(SignMode.parse(value));
            return;
        }
        boolean ofToken = key.startsWith(TOKEN);
        Object target = ofToken ? account.getToken() : account;
        String name = StringHelper.dashToCamelCase(key.substring(ofToken ? TOKEN.length() : 0));
        try {
            PropertyBindingSupport.build().bind(context, target, name, value);
        } catch (PropertyBindingException e) {
            // A text takes any value, so that this one is no secret.
            throw new InvalidSettingException(
                    PREFIX + key, "'" + Printable.of(value) + "' is no number", "set a whole number");
        }
    }

    /**
     * Does what may refuse a setting, which a message then calls as it is called here.
     *
     * @throws InvalidSettingException as the task does
     */
    static <T> T inTheirWords(Supplier<T> task) {
        try {
            return task.get();
        } catch (InvalidSettingException e) {
            throw e.in(
                    Settings::keyOf,
                    e.isMissing() ? " (in the environment, " + variable(kebab(e.setting())) + ")" : "");
        }
    }

    /** What a setting of the account, by its name in Java, is called here. */
    private static String keyOf(String setting) {
        return setting.startsWith(PREFIX) ? setting : PREFIX + kebab(setting);
    }

    private static String kebab(String setting) {
        return switch (setting) {
            case "port" -> "sandbox.port";
            case "parentTopics" -> "parent-topic";
            default -> StringHelper.camelCaseToDash(setting);
        };
    }

    static void requireKnownKeys(Properties... sources) {
        Set<String> names = new TreeSet<>();
        for (Properties source : sources) {
            names.addAll(source.stringPropertyNames());
        }
        for (String name : names) {
            if (name.startsWith(PREFIX) && !KEYS.contains(name.substring(PREFIX.length()))) {
                throw new InvalidSettingException(
                        name,
                        "is no setting",
                        "did you mean " + PREFIX + NearestName.of(name.substring(PREFIX.length()), KEYS) + "?");
            }
        }
    }

    static void requireKnownVariables(Set<String> names) {
        List<String> variables = KEYS.stream().map(Settings::variable).toList();
        for (String name : new TreeSet<>(names)) {
            if (name.startsWith(variable("")) && !variables.contains(name)) {
                throw new InvalidSettingException(
                        name,
                        "in the environment is no setting",
                        "did you mean " + NearestName.of(name, variables) + "?");
            }
        }
    }

    private static String variable(String key) {
        return (PREFIX + key).toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
