package io.github.camelaliyun.mqtt.springboot;

import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** What an IDE completes {@code aliyun.mqtt.*} from. */
class SettingsMetadataTest {

    private static final Pattern KEY_OF_TABLE =
            Pattern.compile("^\\| `(aliyun\\.mqtt\\.[a-z.-]+)` \\|", Pattern.MULTILINE);
    private static final Set<String> OF_THE_RUNNABLE_PROJECT = Set.of("aliyun.mqtt.routes-dir");

    private final JsonObject metadata;

    SettingsMetadataTest() throws Exception {
        URI classes = AliyunMqttProperties.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        metadata = (JsonObject) Jsoner.deserialize(
                Files.readString(Path.of(classes).resolve("META-INF/spring-configuration-metadata.json")));
    }

    @Test
    void everySettingThatTheDocumentationHasIsThere() throws Exception {
        Set<String> documented = new TreeSet<>();
        for (String page : new String[] {"README.md", "docs/credentials.md"}) {
            KEY_OF_TABLE
                    .matcher(Files.readString(Path.of(page)))
                    .results()
                    .forEach(key -> documented.add(key.group(1)));
        }
        documented.removeAll(OF_THE_RUNNABLE_PROJECT);
        assertThat(documented).hasSizeGreaterThan(15);
        assertThat(properties().keySet()).containsAll(documented);
    }

    @Test
    void everySettingHasADescription() {
        assertThat(properties().values())
                .allSatisfy(property -> assertThat(property.getString("description"))
                        .as(property.getString("name"))
                        .isNotBlank()
                        .endsWith("."));
    }

    @Test
    void defaultsAreThoseOfTheComponent() {
        assertThat(defaultOf("qos")).isEqualTo("1");
        assertThat(defaultOf("clean-session")).isEqualTo("true");
        assertThat(defaultOf("keep-alive-interval")).isEqualTo("90s");
        assertThat(defaultOf("connection-timeout")).isEqualTo("3s");
        assertThat(defaultOf("max-inflight")).isEqualTo("1000");
        assertThat(defaultOf("publish-timeout")).isEqualTo("30s");
        assertThat(defaultOf("unclaimed-grace")).isEqualTo("10s");
        assertThat(defaultOf("when-stopped")).isEqualTo("keep");
        assertThat(defaultOf("max-delivery-attempts")).isEqualTo("0");
        assertThat(defaultOf("completion-timeout")).isEqualTo("300s");
        assertThat(defaultOf("max-in-progress")).isEqualTo("1000");
        assertThat(defaultOf("when-disconnected")).isEqualTo("wait");
        assertThat(defaultOf("component-name")).isEqualTo("paho");
        assertThat(defaultOf("auth-mode")).isEqualTo("signature");
        assertThat(defaultOf("token.life")).isEqualTo("3600s");
    }

    @Test
    void choicesAreHinted() {
        assertThat(byName("hints"))
                .containsKeys(
                        "aliyun.mqtt.auth-mode",
                        "aliyun.mqtt.sign-mode",
                        "aliyun.mqtt.token.types",
                        "aliyun.mqtt.token.source");
        JsonArray modes =
                (JsonArray) byName("hints").get("aliyun.mqtt.auth-mode").get("values");
        assertThat(modes)
                .extracting(mode -> ((JsonObject) mode).getString("value"))
                .containsExactly("signature", "token", "device", "custom");
    }

    private String defaultOf(String setting) {
        return String.valueOf(properties().get("aliyun.mqtt." + setting).get("defaultValue"));
    }

    private Map<String, JsonObject> properties() {
        return byName("properties");
    }

    private Map<String, JsonObject> byName(String part) {
        return ((JsonArray) metadata.get(part))
                .stream()
                        .map(JsonObject.class::cast)
                        .collect(Collectors.toMap(item -> item.getString("name"), Function.identity()));
    }
}
