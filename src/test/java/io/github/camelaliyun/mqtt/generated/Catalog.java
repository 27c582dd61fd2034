package io.github.camelaliyun.mqtt.generated;

import io.github.camelaliyun.mqtt.AliyunMqttAccount;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;
import org.apache.camel.util.json.JsonObject;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings as their declarations have them, read from what Camel's generator makes of these. */
final class Catalog {

    /** In whole seconds, as camel-paho and the service count. */
    private static final Set<String> SECONDS = Set.of("keepAliveInterval", "connectionTimeout", "life");

    private static final Set<String> BYTES = Set.of("maxPacketSize", "maxHeldBytes");

    /** The options of camel-paho that belong to an account, in fewer words; the others are what they are under {@code camel.component}. */
    private static final Map<String, String> OF_PAHO = Map.of(
            "clientId",
            "Client ID. Derived from groupId and deviceId, for use in routes; to be set only in place of these two.",
            "qos",
            "QoS of publishes, and of topic filters without a QoS of their own: 0, 1 or 2.",
            "cleanSession",
            "Whether the server forgets this client when it goes; false keeps QoS 1 messages while it is away.",
            "keepAliveInterval",
            "Longest silence; the service closes a connection after 1.5 times this.",
            "connectionTimeout",
            "How long one attempt to connect may take.",
            "maxInflight",
            "Publishes without an acknowledgement at one time; when there are as many, the caller waits.");

    private static final Set<String> NO_SETTINGS = Set.of("account", "token");

    private final ComponentModel component =
            JsonMapper.generateComponentModel(resource("META-INF/io/github/camelaliyun/mqtt/aliyun-mqtt.json"));

    /** Of an account and its connections. */
    List<Setting> ofAccount() {
        Set<String> pahos = JsonMapper.generateComponentModel(
                        resource("META-INF/org/apache/camel/component/paho/paho.json"))
                .getComponentOptions()
                .stream()
                .map(BaseOptionModel::getName)
                .filter(name -> !OF_PAHO.containsKey(name))
                .collect(Collectors.toSet());
        return component.getComponentOptions().stream()
                .filter(option -> !pahos.contains(option.getName()) && !NO_SETTINGS.contains(option.getName()))
                .map(Catalog::setting)
                .toList();
    }

    /** Of an account's tokens; each has {@code token.} before it. */
    List<Setting> ofTokens() {
        JsonObject bean;
        try {
            bean = (JsonObject)
                    JsonMapper.deserialize(resource("META-INF/services/org/apache/camel/bean/TokenSettings.json"))
                            .get("bean");
        } catch (RuntimeException e) {
            throw new IllegalStateException("the description of TokenSettings cannot be read", e);
        }
        JsonObject properties = (JsonObject) bean.get("properties");
        return properties.entrySet().stream()
                .map(property -> setting(property.getKey(), (JsonObject) property.getValue()))
                .toList();
    }

    /** Of the bean that is an account, without its tokens. */
    List<Setting> ofKeys() {
        return component.getComponentOptions().stream()
                .filter(option -> AliyunMqttAccount.class.getName().equals(option.getConfigurationClass()))
                .filter(option -> !NO_SETTINGS.contains(option.getName()))
                .map(Catalog::setting)
                .toList();
    }

    /** Of an endpoint's URI, for a consumer or for a producer. */
    List<Setting> ofEndpoint(boolean consumer) {
        List<String> account = ofAccount().stream().map(Setting::name).toList();
        return component.getEndpointParameterOptions().stream()
                .filter(option ->
                        account.contains(option.getName()) && !option.getName().equals("clientId"))
                .filter(option -> !option.getLabel().contains(consumer ? "producer" : "consumer"))
                .map(Catalog::setting)
                .toList();
    }

    Setting ofComponent(String name) {
        return component.getComponentOptions().stream()
                .filter(option -> option.getName().equals(name))
                .map(Catalog::setting)
                .findFirst()
                .orElseThrow();
    }

    private static Setting setting(BaseOptionModel option) {
        return new Setting(
                option.getName(),
                OF_PAHO.getOrDefault(option.getName(), option.getDescription()),
                option.getJavaType(),
                option.getDefaultValue(),
                option.isSecret(),
                unit(option.getName(), option.getType()),
                option.getEnums() == null ? List.of() : option.getEnums());
    }

    private static Setting setting(String name, JsonObject property) {
        return new Setting(
                name,
                property.getString("description"),
                property.getString("javaType"),
                property.get("defaultValue"),
                property.getBoolean("secret"),
                unit(name, property.getString("type")),
                List.of());
    }

    private static Setting.Unit unit(String name, String type) {
        if (SECONDS.contains(name)) {
            return Setting.Unit.SECONDS;
        }
        if (BYTES.contains(name)) {
            return Setting.Unit.BYTES;
        }
        return "duration".equals(type) ? Setting.Unit.MILLIS : Setting.Unit.NONE;
    }

    private static String resource(String name) {
        try (InputStream in = Catalog.class.getClassLoader().getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
