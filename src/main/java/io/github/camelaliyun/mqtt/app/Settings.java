package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.AliyunMqttAccount;
import io.github.camelaliyun.mqtt.AliyunMqttComponentConfigurer;
import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.token.TokenSettings;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.PlaceholderBraces;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.SecretNames;
import io.github.camelaliyun.mqtt.service.SettingText;
import io.github.camelaliyun.mqtt.service.UnknownSetting;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.util.StringHelper;

import java.nio.file.Files;
import java.nio.file.Path;
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

    static final List<String> KEYS = List.of(
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
            "sandbox.ssl-port",
            "sandbox.ws-port",
            "sandbox.wss-port",
            "token.region-id",
            "token.endpoint",
            "token.security-token",
            "token.role-name",
            "token.server-url",
            "token.server-bearer",
            "token.types",
            "token.resources",
            "token.life");

    /** Those that the component asks Camel for; the others are placeholders in its options. */
    private static final Set<String> BY_NAME = Set.of("access-key", "secret-key", "token.security-token");

    private static final String PARENT_TOPIC = "parent-topic";
    private static final Path FILE = Path.of("application.properties");

    private final PropertiesComponent properties;

    /** @throws InvalidSettingException if there is a key that does not exist; the message names the nearest one */
    Settings(PropertiesComponent properties) {
        this.properties = properties;
        requireKnownKeys(properties.loadProperties(name -> name.startsWith(PREFIX)), System.getProperties());
        requireKnownVariables(System.getenv().keySet());
    }

    /**
     * Those that a run has.
     *
     * @throws InvalidSettingException as the constructor does
     */
    static Settings ofProject() {
        return new Settings(new ProjectMain().properties());
    }

    /**
     * The value of a key, without the prefix; empty too if it has a placeholder that cannot be resolved.
     *
     * @throws InvalidSettingException if Camel cannot read the braces in it
     */
    Optional<String> find(String key) {
        Optional<String> value = resolved(key).map(text -> cleaned(key, text));
        if (!BY_NAME.contains(key)) {
            value.ifPresent(text -> PlaceholderBraces.requireNone(PREFIX + key, text));
        }
        if (value.isEmpty()) {
            written(key).ifPresent(text -> PlaceholderBraces.require(PREFIX + key, text, cure(key)));
        }
        return value;
    }

    /** As Camel has it in routes. */
    Optional<String> resolved(String key) {
        return properties.resolveProperty(PREFIX + key);
    }

    /** Without what its file, or whatever it was copied from, has added. */
    private static String cleaned(String key, String text) {
        String plain = BY_NAME.contains(key) ? SettingText.stripped(text) : SettingText.unquoted(text);
        return key.equals(PARENT_TOPIC) ? ParentTopics.cleaned(plain) : plain;
    }

    /** About braces. */
    private static String cure(String key) {
        return BY_NAME.contains(key) ? PlaceholderBraces.ESCAPE : PlaceholderBraces.AVOID;
    }

    /** With placeholders as they are. */
    private Optional<String> written(String key) {
        return properties.resolveProperty(PREFIX + key + "?nested=false");
    }

    /** @throws InvalidSettingException if the key has no value */
    String get(String key) {
        return find(key)
                .orElseThrow(() -> written(key)
                        .map(text -> PlaceholderBraces.unresolved(PREFIX + key, text, cure(key)))
                        .orElseGet(() -> missing(key)));
    }

    private static InvalidSettingException missing(String key) {
        return new InvalidSettingException(
                PREFIX + key,
                "is not set",
                whereToWrite(FILE, key) + ", or set it in the environment as " + variable(key));
    }

    /** @param file that is read at the start, if it is there */
    static String whereToWrite(Path file, String key) {
        return Files.exists(file)
                ? file.toAbsolutePath() + " was read and has no line of it: write " + PREFIX + key + " = ..."
                : "run from the project's folder, where " + file.getFileName() + " is";
    }

    /**
     * Checks the account that the settings make, so that a message has the keys as they are written here.
     *
     * @throws InvalidSettingException naming the first that is missing or cannot be
     */
    void checkAccount() {
        Map<String, String> given = new HashMap<>();
        for (String key : KEYS) {
            Optional<String> value = find(key);
            if (value.isEmpty() && written(key).isPresent()) {
                // A function, of a vault for instance, that is not there yet: the component asks it later.
                return;
            }
            value.filter(text -> !text.isEmpty()).ifPresent(text -> given.put(key, text));
        }
        inTheirWords(() -> {
            AliyunMqttAccount account = new AliyunMqttAccount();
            given.forEach((key, value) -> set(account, key, value));
            if (account.isSandbox() && AuthMode.parse(account.getAuthMode()) != AuthMode.TOKEN) {
                // Its keys are checked as those of the service.
                account.setEndpoint(null);
            }
            account.check();
            ParentTopics.require(PREFIX + PARENT_TOPIC, given.get(PARENT_TOPIC));
            return new ClientId(given.get("group-id"), given.get("device-id"));
        });
    }

    /** By the setters: Camel's binding would take a secret that begins with # for a bean's name, and tell it. */
    private static void set(AliyunMqttAccount account, String key, String value) {
        TokenSettings token = account.getToken();
        switch (key) {
            case "endpoint" -> account.setEndpoint(value);
            case "instance-id" -> account.setInstanceId(value);
            case "access-key" -> account.setAccessKey(value);
            case "secret-key" -> account.setSecretKey(value);
            case "auth-mode" -> account.setAuthMode(value);
            case "sign-mode" -> account.setSignMode(SignMode.parse(value));
            case "token.region-id" -> token.setRegionId(value);
            case "token.endpoint" -> token.setEndpoint(value);
            case "token.security-token" -> token.setSecurityToken(value);
            case "token.role-name" -> token.setRoleName(value);
            case "token.server-url" -> token.setServerUrl(value);
            case "token.server-bearer" -> token.setServerBearer(value);
            case "token.types" -> token.setTypes(value);
            case "token.resources" -> token.setResources(value);
            case "token.life" -> token.setLife(seconds(key, value));
            default -> {
                // Not the account's.
            }
        }
    }

    private static long seconds(String key, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
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

    private static String keyOf(String setting) {
        return keyOf(setting, System.getenv().keySet());
    }

    /** What a setting of the account, by its name in Java, is called where its value is from: Camel asks the environment first. */
    static String keyOf(String setting, Set<String> environment) {
        String key = setting.startsWith(PREFIX) ? setting.substring(PREFIX.length()) : kebab(setting);
        return environment.contains(variable(key)) ? variable(key) : PREFIX + key;
    }

    private static String kebab(String setting) {
        return switch (setting) {
            case "port" -> "sandbox.port";
            case "sslPort" -> "sandbox.ssl-port";
            case "wsPort" -> "sandbox.ws-port";
            case "wssPort" -> "sandbox.wss-port";
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
                throw unknown(PREFIX, name.substring(PREFIX.length()), "is no setting", KEYS, "camel.component.paho.");
            }
        }
    }

    /** @param options what the names of the component's other options begin with */
    private static InvalidSettingException unknown(
            String prefix, String key, String problem, List<String> keys, String options) {
        String name = SecretNames.uniform(key);
        boolean option = keys.stream().map(SecretNames::uniform).noneMatch(name::equals)
                && new AliyunMqttComponentConfigurer().getOptionType(name, true) != null;
        return option
                ? new InvalidSettingException(
                        prefix + key, problem + ", but an option of the component", "set " + options + key)
                : UnknownSetting.of(prefix, key, problem, keys);
    }

    static void requireKnownVariables(Set<String> names) {
        String prefix = variable("");
        List<String> variables = KEYS.stream()
                .map(key -> variable(key).substring(prefix.length()))
                .toList();
        for (String name : new TreeSet<>(names)) {
            if (name.startsWith(prefix) && !variables.contains(name.substring(prefix.length()))) {
                throw unknown(
                        prefix,
                        name.substring(prefix.length()),
                        "in the environment is no setting",
                        variables,
                        "CAMEL_COMPONENT_PAHO_");
            }
        }
    }

    static String variable(String key) {
        return (PREFIX + key).toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
