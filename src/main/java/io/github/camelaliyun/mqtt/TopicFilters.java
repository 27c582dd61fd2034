package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.Subscription;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The topic part of a consumer's URI: one filter or a list, each with a QoS of its own if it likes, as in
 * {@code test/oppo=1,test/alert/#=0}.
 */
final class TopicFilters {

    private static final Pattern WITH_QOS = Pattern.compile("(.*)=(\\d+)");

    private TopicFilters() {}

    /** @throws IllegalArgumentException for a malformed filter or QoS */
    static List<Subscription> parse(String topics, int defaultQos) {
        return Arrays.stream(topics.split(",", -1))
                .map(String::strip)
                .map(topic -> {
                    Matcher withQos = WITH_QOS.matcher(topic);
                    return withQos.matches()
                            ? new Subscription(withQos.group(1), qos(withQos.group(2)))
                            : new Subscription(topic, defaultQos);
                })
                .toList();
    }

    private static int qos(String digits) {
        return digits.length() == 1 ? digits.charAt(0) - '0' : Integer.MAX_VALUE;
    }
}
