package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** Topics that the doctor uses, within the service's rules. */
final class Topic {

    private static final String OWN_LEVEL = "/doctor/";
    private static final int OWN_LENGTH = 6;

    private Topic() {}

    static String parentOf(String topicOrFilter) {
        int end = topicOrFilter.indexOf('/');
        return end < 0 ? topicOrFilter : topicOrFilter.substring(0, end);
    }

    /** The first of them whose first level can be published to; empty if there is none. */
    static Optional<String> parent(Iterable<String> topicsAndFilters) {
        for (String each : topicsAndFilters) {
            String parent = parentOf(each);
            if (!parent.isEmpty() && !parent.startsWith("$") && parent.indexOf('+') < 0 && parent.indexOf('#') < 0) {
                return Optional.of(parent);
            }
        }
        return Optional.empty();
    }

    /** One that nobody else uses, short enough for the service. */
    static String own(String parent) {
        String topic = parent + OWN_LEVEL + random(OWN_LENGTH);
        return topic.length() <= ServiceLimits.MAX_TOPIC_LENGTH ? topic : parent + "/d";
    }

    /** So many small letters and digits. */
    static String random(int length) {
        return ThreadLocalRandom.current()
                .ints(length, 0, Character.MAX_RADIX)
                .mapToObj(digit -> Integer.toString(digit, Character.MAX_RADIX))
                .collect(Collectors.joining());
    }
}
