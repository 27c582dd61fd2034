package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.SettingText;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The setting {@code aliyun.mqtt.parent-topic}: what topics of the routes begin with; several for a sandbox, with commas. */
final class ParentTopics {

    private static final Pattern TOPIC = Pattern.compile("[^/+#$\\s\\p{Cntrl}][^+#\\s\\p{Cntrl}]*");

    private ParentTopics() {}

    /** Without blanks around each of them, and the slash that routes write behind it. */
    static String cleaned(String text) {
        return Arrays.stream(SettingText.unquoted(text).split(","))
                .map(SettingText::unquoted)
                .map(topic -> topic.replaceFirst("/+$", ""))
                .filter(topic -> !topic.isEmpty())
                .collect(Collectors.joining(","));
    }

    /**
     * Refuses what the service has no topics under.
     *
     * @param topics null for none
     */
    static void require(String key, String topics) {
        if (topics != null
                && !Arrays.stream(topics.split(","))
                        .allMatch(topic -> TOPIC.matcher(topic).matches())) {
            throw new InvalidSettingException(
                    key,
                    "'" + Printable.of(topics) + "' is no parent topic",
                    "write its name as the console has it (Topics): no / before it, no blanks, +, # and $");
        }
    }
}
