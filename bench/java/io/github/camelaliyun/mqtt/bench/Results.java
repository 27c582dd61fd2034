package io.github.camelaliyun.mqtt.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What one case has given: for each peer the figures of each round. For one thread. */
final class Results {

    private final BenchCase benchCase;
    private final Map<String, List<Map<String, Double>>> rounds = new LinkedHashMap<>();

    /** @param peers in the order of the table */
    Results(BenchCase benchCase, List<String> peers) {
        this.benchCase = benchCase;
        peers.forEach(peer -> rounds.put(peer, new ArrayList<>()));
    }

    BenchCase benchCase() {
        return benchCase;
    }

    List<String> peers() {
        return List.copyOf(rounds.keySet());
    }

    /** Adds the figures of the peer's next round; empty if it failed. */
    void add(String peer, Map<String, Double> figures) {
        rounds.get(peer).add(figures);
    }

    /** One for each round, null where there is none. */
    List<Double> values(String peer, Metric metric) {
        List<Double> values = new ArrayList<>();
        rounds.get(peer).forEach(figures -> values.add(figures.get(metric.name())));
        return values;
    }

    OptionalDouble median(String peer, Metric metric) {
        return Statistics.median(present(peer, metric));
    }

    /** The values that there are. */
    List<Double> present(String peer, Metric metric) {
        return values(peer, metric).stream().filter(value -> value != null).toList();
    }

    /** The value of {@code first} as a multiple of that of {@code second}, round by round. */
    OptionalDouble ratio(String first, String second, Metric metric) {
        return rounds.containsKey(first)
                ? Statistics.medianOfRatios(values(first, metric), values(second, metric))
                : OptionalDouble.empty();
    }
}
