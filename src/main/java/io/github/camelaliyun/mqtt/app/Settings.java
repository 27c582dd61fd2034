package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.credential.NearestName;
import org.apache.camel.spi.PropertiesComponent;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The keys of the runnable project, and the check that nobody mistyped one. */
final class Settings {

    static final String PREFIX = "aliyun.mqtt.";
    static final String SANDBOX = "sandbox";

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

    /** @throws IllegalArgumentException if there is a key that does not exist; the message names the nearest one */
    Settings(PropertiesComponent properties) {
        this.properties = properties;
        requireKnownKeys(properties.loadProperties(name -> name.startsWith(PREFIX)), System.getProperties());
        requireKnownVariables(System.getenv().keySet());
    }

    /** The value of a key, without the prefix. */
    Optional<String> find(String key) {
        return properties.resolveProperty(PREFIX + key).map(String::trim);
    }

    /** @throws IllegalArgumentException if the key has no value */
    String get(String key) {
        return find(key)
                .orElseThrow(() -> new IllegalArgumentException(PREFIX + key
                        + " is not set: run from the project's folder, where application.properties is, or set it in the"
                        + " environment as "
                        + (PREFIX + key).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));
    }

    static void requireKnownKeys(Properties... sources) {
        Set<String> names = new TreeSet<>();
        for (Properties source : sources) {
            names.addAll(source.stringPropertyNames());
        }
        for (String name : names) {
            if (name.startsWith(PREFIX) && !KEYS.contains(name.substring(PREFIX.length()))) {
                throw new IllegalArgumentException("unknown setting " + name + ": did you mean " + PREFIX
                        + NearestName.of(name.substring(PREFIX.length()), KEYS) + "?");
            }
        }
    }

    static void requireKnownVariables(Set<String> names) {
        List<String> variables = KEYS.stream().map(Settings::variable).toList();
        for (String name : new TreeSet<>(names)) {
            if (name.startsWith(variable("")) && !variables.contains(name)) {
                throw new IllegalArgumentException("unknown setting in the environment, " + name + ": did you mean "
                        + NearestName.of(name, variables) + "?");
            }
        }
    }

    private static String variable(String key) {
        return (PREFIX + key).toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
