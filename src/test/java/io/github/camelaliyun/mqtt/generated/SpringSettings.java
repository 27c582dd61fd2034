package io.github.camelaliyun.mqtt.generated;

import io.github.camelaliyun.mqtt.generated.Setting.Unit;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings as Spring Boot binds them: one class for an account and one for its tokens, and what an IDE shows of their defaults. */
final class SpringSettings {

    private static final String PACKAGE = "io.github.camelaliyun.mqtt.springboot";
    private static final Map<String, String> TYPES = Map.of(
            "boolean", "Boolean",
            "int", "Integer",
            "long", "Long",
            "java.lang.String", "String");
    private static final Pattern NAME = Pattern.compile("\\b[a-z]+(?:[A-Z][a-z]+)+\\b");

    private final List<Setting> account;
    private final List<Setting> tokens;
    private final List<String> names;

    SpringSettings(Catalog catalog) {
        account = catalog.ofAccount();
        tokens = catalog.ofTokens();
        names = Stream.concat(account.stream(), tokens.stream())
                .map(Setting::name)
                .toList();
    }

    String accountClass() {
        return source(
                "AccountProperties",
                "One account of the service: what one component is made of. What is not set is left as the component has it.",
                account,
                """
                    /** Where tokens come from and what they are for, in the mode token. */
                    @NestedConfigurationProperty
                    private final TokenProperties token = new TokenProperties();

                    /** {@return the settings of the tokens, to be set in place} */
                    public TokenProperties getToken() {
                        return token;
                    }
                """);
    }

    String tokensClass() {
        return source("TokenProperties", "{@code token.*} of an account, in the mode token.", tokens, "");
    }

    private String source(String name, String text, List<Setting> settings, String more) {
        String fields = settings.stream().map(this::field).collect(Collectors.joining("\n"));
        String accessors = settings.stream().map(this::accessors).collect(Collectors.joining("\n"));
        return "// Generated from the settings' declarations: see CONTRIBUTING.md.\npackage " + PACKAGE + ";\n\n"
                + Stream.of(
                                "java.time.Duration",
                                "java.time.temporal.ChronoUnit",
                                "org.springframework.boot.context.properties.NestedConfigurationProperty",
                                "org.springframework.boot.convert.DurationUnit",
                                "org.springframework.util.unit.DataSize")
                        .filter(type -> (fields + more).contains(type.substring(type.lastIndexOf('.') + 1)))
                        .map(type -> "import " + type + ";\n")
                        .collect(Collectors.joining())
                + "\n/** " + text + " The Javadoc of each field is what IDEs show. */\npublic class " + name + " {\n\n"
                + fields + "\n    " + name + "() {}\n\n" + accessors + (more.isEmpty() ? "" : "\n" + more) + "}\n";
    }

    private String field(Setting setting) {
        return "    /** " + text(setting) + " */\n"
                + (isDuration(setting) ? "    @DurationUnit(ChronoUnit." + setting.unit() + ")\n" : "")
                + "    private " + type(setting) + " " + setting.name() + ";\n";
    }

    private String accessors(Setting setting) {
        String type = type(setting);
        return """
                    /** {@return {@code %5$s}; null unless set} */
                    public %1$s get%3$s() {
                        return %2$s;
                    }

                    /**
                     * %4$s
                     *
                     * @param %2$s null for what the component has by default
                     */
                    public void set%3$s(%1$s %2$s) {
                        this.%2$s = %2$s;
                    }
                """.formatted(type, setting.name(), setting.capitalized(), text(setting), setting.dashed());
    }

    /** With the names of other settings as Spring's users write them. */
    private String text(Setting setting) {
        Matcher matcher = NAME.matcher(setting.text());
        String text =
                matcher.replaceAll(name -> names.contains(name.group()) ? Setting.dashed(name.group()) : name.group());
        String bean = setting.isObject() ? "Name of a bean. " : "";
        String secret = setting.secret() ? " A secret." : "";
        return bean + text.replaceAll(", in milliseconds(?=\\.)|, in seconds(?=[.,])", "") + unit(setting) + secret;
    }

    private static String unit(Setting setting) {
        return switch (setting.unit()) {
            case NONE -> "";
            case MILLIS -> " A number is milliseconds.";
            case SECONDS -> " A number is seconds.";
            case BYTES -> " A number is bytes.";
        };
    }

    private static boolean isDuration(Setting setting) {
        return setting.unit() == Unit.MILLIS || setting.unit() == Unit.SECONDS;
    }

    private static String type(Setting setting) {
        if (isDuration(setting)) {
            return "Duration";
        }
        if (setting.unit() == Unit.BYTES) {
            return "DataSize";
        }
        return setting.isEnum() ? setting.javaType() : TYPES.getOrDefault(setting.javaType(), "String");
    }

    /**
     * The defaults beside the hints, which are written by hand.
     *
     * @param present the file as it is
     */
    String metadata(String present) {
        JsonObject metadata = (JsonObject) Jsoner.deserialize(present, new JsonObject());
        String hints = present.substring(present.indexOf("  \"hints\""));
        JsonArray defaults = new JsonArray();
        account.stream().filter(s -> s.defaultValue() != null).forEach(s -> defaults.add(withDefault("", s)));
        tokens.stream().filter(s -> s.defaultValue() != null).forEach(s -> defaults.add(withDefault("token.", s)));
        String lines = defaults.stream()
                .map(line -> "    " + ((JsonObject) line).toJson())
                .collect(Collectors.joining(",\n"));
        return metadata.isEmpty() ? present : "{\n  \"properties\": [\n" + lines + "\n  ],\n" + hints;
    }

    private static JsonObject withDefault(String prefix, Setting setting) {
        JsonObject property = new JsonObject();
        property.put("name", "aliyun.mqtt." + prefix + setting.dashed());
        property.put("defaultValue", shown(setting));
        return property;
    }

    private static Object shown(Setting setting) {
        if (!isDuration(setting)) {
            return setting.defaultValue();
        }
        long number = Long.parseLong(String.valueOf(setting.defaultValue()));
        return setting.unit() == Unit.MILLIS ? number / 1_000 + "s" : number + "s";
    }
}
