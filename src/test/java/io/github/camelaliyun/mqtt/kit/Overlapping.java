package io.github.camelaliyun.mqtt.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Topic filters of which several match a topic. */
public final class Overlapping {

    private Overlapping() {}

    /** Thirty, the first of which contains all others. */
    public static List<String> filters() {
        return Stream.of(
                        Stream.of("c/#"),
                        IntStream.range(0, 10).mapToObj(i -> "c/d" + i + "/+"),
                        IntStream.range(0, 10).mapToObj(i -> "c/d" + i + "/t"),
                        IntStream.range(0, 9).mapToObj(i -> "c/+/u" + i))
                .flatMap(filters -> filters)
                .toList();
    }

    /** Two hundred topics of messages, each matched by some of the filters. */
    public static List<String> topics() {
        List<String> topics = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            topics.add("c/d" + i % 10 + "/t");
            topics.add("c/d" + i % 10 + "/u" + i % 9);
        }
        return topics;
    }

    /**
     * How many messages each filter is due, once each.
     *
     * @param matches of a filter and a topic
     */
    public static Map<String, Integer> due(
            List<String> filters, List<String> topics, BiPredicate<String, String> matches) {
        Map<String, Integer> due = new TreeMap<>();
        filters.forEach(filter -> topics.stream()
                .filter(topic -> matches.test(filter, topic))
                .forEach(topic -> due.merge(filter, 1, Integer::sum)));
        return due;
    }
}
