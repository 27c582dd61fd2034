package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.ShownAddress;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.SecretNames;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.PropertiesResolvedValue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting of the runnable project, and where it comes from.
 *
 * @param key its name in full
 * @param value as it may be shown; empty for a secret
 * @param place the name of a file, or of the environment variable, or {@code -D} and the name of the system property;
 *     {@code ?} where Camel does not tell
 */
public record ProjectSetting(String key, Optional<String> value, String place) {

    /** As Camel's lookups have it. */
    private static final String ENVIRONMENT = "ENV";

    private static final String SYSTEM_PROPERTY = "SYS";

    private static final Set<String> ADDRESSES = Set.of("endpoint", "token.endpoint", "token.server-url");

    private static final Pattern PATH = Pattern.compile("((?:[\\w+.-]+:/+)?[^/?#]*[/?#]).+", Pattern.DOTALL);

    /** Those that are set and not empty. */
    static List<ProjectSetting> all(PropertiesComponent properties) {
        return Settings.KEYS.stream()
                .flatMap(key -> of(properties, key).stream())
                .toList();
    }

    private static Optional<ProjectSetting> of(PropertiesComponent properties, String key) {
        String name = Settings.PREFIX + key;
        String value = value(properties, name);
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        String source = source(properties, name);
        String place = switch (source) {
            case ENVIRONMENT -> Settings.variable(key);
            case SYSTEM_PROPERTY -> "-D" + name;
            default -> source.replaceFirst("^file:", "");
        };
        return Optional.of(new ProjectSetting(
                name, SecretNames.isSecret(key) ? Optional.empty() : Optional.of(shown(key, value.strip())), place));
    }

    /** Of an address neither the login nor the query, and of a token server's not the path either, which may be a key. */
    private static String shown(String key, String value) {
        if (!ADDRESSES.contains(key)) {
            return Printable.of(value);
        }
        String address = ShownAddress.of(value);
        Matcher path = PATH.matcher(address);
        return key.startsWith("token.") && path.matches() ? path.group(1) + "..." : address;
    }

    private static String source(PropertiesComponent properties, String name) {
        try {
            return properties
                    .getResolvedValue(name)
                    .map(PropertiesResolvedValue::source)
                    .orElse("");
        } catch (NoSuchMethodError e) {
            // Camel 4.8 does not tell.
            return "?";
        }
    }

    private static String value(PropertiesComponent properties, String name) {
        try {
            return properties.resolveProperty(name).orElse(null);
        } catch (IllegalArgumentException e) {
            // Of a placeholder that cannot be resolved: the check of the settings tells it.
            return properties.resolveProperty(name + "?nested=false").orElse(null);
        }
    }
}
