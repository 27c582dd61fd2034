package io.github.camelaliyun.mqtt.reliability;

import java.util.List;

/** The topic filters among which the routes of a {@link RandomLife} choose, and topics that they match, below a topic. */
enum FilterFamily {
    DISJOINT(List.of("0", "1", "2", "3", "4"), List.of("0", "1", "2", "3", "4")),
    /** Fewer filters than routes. */
    EQUAL(List.of("0", "1"), List.of("0", "1")),
    WILDCARD(List.of("0/#", "1/+", "2/+/y", "3/x/+", "4/#"), List.of("0/x/y", "1/x", "2/x/y", "3/x/y", "4")),
    /** Each contains another or has nothing in common with it; none only cuts another. */
    NESTED(List.of("#", "a/#", "a/b/+", "a/b/c", "d"), List.of("a/b/c", "a/x", "d", "e"));

    private final List<String> filters;
    private final List<String> topics;

    FilterFamily(List<String> filters, List<String> topics) {
        this.filters = filters;
        this.topics = topics;
    }

    List<String> filters() {
        return filters;
    }

    /** At least one for each filter. */
    List<String> topics() {
        return topics;
    }

    /** As MQTT defines it, for topics that do not begin with '$'. */
    static boolean matches(String filter, String topic) {
        if (filter.equals(topic + "/#")) {
            return true;
        }
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true;
            }
            if (i == levels.length || !wanted[i].equals("+") && !wanted[i].equals(levels[i])) {
                return false;
            }
        }
        return wanted.length == levels.length;
    }
}
