package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Topics that the doctor uses, within the service's rules. */
final class Topic {

    private static final String OWN_LEVEL = "/doctor/";

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
        String random = Integer.toString(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE), Character.MAX_RADIX);
        String topic = parent + OWN_LEVEL + random;
        return topic.length() <= ServiceLimits.MAX_TOPIC_LENGTH ? topic : parent + "/d";
    }
}
