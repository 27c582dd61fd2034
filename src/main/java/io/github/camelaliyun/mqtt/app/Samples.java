package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instance of the README's examples: nobody's, so that a connection would only look for its host for ever. */
final class Samples {

    private static final Pattern INSTANCE = Pattern.compile("(?i)\\b(?:post|mqtt)-[a-z]+-x{3,}(?![a-z0-9])");

    private static final Map<String, String> OWN = Map.of(
            "endpoint", "set the address of your own instance", "instance-id", "set the ID of your own instance");

    private Samples() {}

    /** @throws InvalidSettingException if a setting has it */
    static void refuse(Settings settings) {
        for (String key : new String[] {"endpoint", "instance-id"}) {
            settings.find(key).ifPresent(text -> Settings.inTheirWords(() -> refuse(key, text)));
        }
    }

    private static String refuse(String key, String text) {
        Matcher sample = INSTANCE.matcher(text);
        if (sample.find()) {
            throw new InvalidSettingException(
                    Settings.PREFIX + key,
                    "has " + sample.group() + ", which is an example of the README",
                    OWN.get(key) + ", from its page in the MQTT console");
        }
        return text;
    }
}
