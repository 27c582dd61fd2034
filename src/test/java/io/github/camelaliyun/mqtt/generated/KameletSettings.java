package io.github.camelaliyun.mqtt.generated;

import io.github.camelaliyun.mqtt.generated.Setting.Unit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings in a Kamelet: as its properties, in the bean of its account and in its URI, each between two comments. What is of
 * the component, as certificates and a proxy, is none of them: Kamelets share a component.
 */
final class KameletSettings {

    private static final Pattern REGION = Pattern.compile(
            "(?m)(?<begin>^(?<indent> *)# settings: (?<what>\\w+)\\n)(?s:.*?)(?<end>^ *# end of settings\\n)");
    /** The clientId is made of them. */
    private static final List<String> OF_CLIENT_ID = List.of("groupId", "deviceId");

    private static final Set<String> REQUIRED = Set.of("endpoint", "instanceId", "groupId", "deviceId");

    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            Map.entry("endpoint", "ssl://post-cn-xxxx.mqtt.aliyuncs.com:8883"),
            Map.entry("instanceId", "post-cn-xxxx"),
            Map.entry("groupId", "GID_group"),
            Map.entry("deviceId", "00001"),
            Map.entry("accessKeyProperty", "mqtt.access-key"),
            Map.entry("secretKeyProperty", "mqtt.secret-key"),
            Map.entry("tokenRegionId", "cn-hangzhou"),
            Map.entry("tokenEndpoint", "https://onsmqtt-vpc.cn-hangzhou.aliyuncs.com"),
            Map.entry("tokenSecurityTokenProperty", "mqtt.security-token"),
            Map.entry("tokenRoleName", "mqtt-publisher"),
            Map.entry("tokenServerUrl", "https://tokens.example.com/apply"),
            Map.entry("tokenResources", "test/#,test/p2p/#"),
            Map.entry("unclaimed", "seda:unclaimed"),
            Map.entry("deadLetterUri", "seda:letters"));

    private static final Set<String> WITH_DEFAULT = Set.of("qos", "cleanSession");

    private final Catalog catalog;
    /** Unset, they are what the component has. */
    private final Set<String> left;

    KameletSettings(Catalog catalog) {
        this.catalog = catalog;
        left = Stream.of(true, false)
                .flatMap(consumer -> catalog.ofEndpoint(consumer).stream())
                .map(Setting::name)
                .filter(name -> !WITH_DEFAULT.contains(name))
                .collect(Collectors.toSet());
    }

    /** The file with what is between the comments written anew. */
    String fill(String kamelet) {
        boolean source = kamelet.contains("kamelet.type: \"source\"");
        Map<String, Function<String, String>> regions = Map.of(
                "properties", indent -> properties(source, indent),
                "account", this::account,
                "parameters", indent -> parameters(source, indent));
        return REGION.matcher(kamelet)
                .replaceAll(region -> Matcher.quoteReplacement(
                        region.group(1) + regions.get(region.group(3)).apply(region.group(2)) + region.group(4)));
    }

    private String properties(boolean source, String indent) {
        List<String> lines = new ArrayList<>();
        catalog.ofKeys().forEach(setting -> lines.addAll(property(setting.name(), setting)));
        OF_CLIENT_ID.forEach(name -> lines.addAll(property(name, catalog.ofComponent(name))));
        tokens().forEach(setting -> lines.addAll(property(ofToken(setting), setting)));
        catalog.ofEndpoint(source).forEach(setting -> lines.addAll(property(setting.name(), setting)));
        return lines.stream().map(line -> indent + line + "\n").collect(Collectors.joining());
    }

    private List<String> property(String name, Setting setting) {
        List<String> lines = new ArrayList<>();
        lines.add(name + ":");
        lines.add("  title: " + title(name));
        lines.add("  description: " + quoted(setting.text()));
        lines.add("  type: " + type(setting));
        if (setting.secret()) {
            lines.add("  format: password");
            lines.add("  x-descriptors:");
            lines.add("  - urn:camel:group:credentials");
        }
        if (!setting.choices().isEmpty()) {
            lines.add("  enum: "
                    + setting.choices().stream().map(KameletSettings::quoted).toList());
        }
        if (hasDefault(setting)) {
            lines.add("  default: " + (type(setting).equals("string") ? quoted(value(setting)) : value(setting)));
        } else if (!setting.secret()) {
            lines.add("  example: " + quoted(EXAMPLES.getOrDefault(name, value(setting))));
        }
        return lines;
    }

    private String account(String indent) {
        String keys = catalog.ofKeys().stream()
                .map(setting -> indent + setting.name() + ": " + placeholder(setting.name(), setting) + "\n")
                .collect(Collectors.joining());
        return keys
                + tokens().stream()
                        .map(setting -> indent + "token." + setting.name() + ": "
                                + placeholder(ofToken(setting), setting) + "\n")
                        .collect(Collectors.joining());
    }

    private String parameters(boolean source, String indent) {
        return indent + "clientId: \"{{groupId}}@@@{{deviceId}}\"\n"
                + catalog.ofEndpoint(source).stream()
                        .map(setting -> indent + setting.name() + ": " + placeholder(setting.name(), setting) + "\n")
                        .collect(Collectors.joining());
    }

    private List<Setting> tokens() {
        return catalog.ofTokens().stream()
                .filter(setting -> !setting.isObject())
                .toList();
    }

    private static String ofToken(Setting setting) {
        return "token" + setting.capitalized();
    }

    /** One of the component's own options has none here: what the component says would have no effect. */
    private boolean hasDefault(Setting setting) {
        return setting.defaultValue() != null && !"".equals(setting.defaultValue()) && !left.contains(setting.name());
    }

    /** One that is neither required nor has a default may be missing. */
    private String placeholder(String name, Setting setting) {
        return "\"{{" + (hasDefault(setting) || REQUIRED.contains(name) ? "" : "?") + name + "}}\"";
    }

    private static String value(Setting setting) {
        String value = String.valueOf(setting.defaultValue());
        return setting.unit() == Unit.MILLIS ? Long.parseLong(value) / 1_000 + "s" : value;
    }

    private static String type(Setting setting) {
        return switch (setting.javaType()) {
            case "boolean" -> "boolean";
            case "int" -> "integer";
            case "long" -> setting.unit() == Unit.MILLIS ? "string" : "integer";
            default -> "string";
        };
    }

    private static String title(String name) {
        String words = Arrays.stream(name.split("(?<=[a-z])(?=[A-Z])"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining(" "));
        return words.replace("Qos", "QoS")
                .replaceAll("\\bId\\b", "ID")
                .replaceAll("\\bUri\\b", "URI")
                .replaceAll("\\bUrl\\b", "URL");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
