package io.github.camelaliyun.mqtt.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What one case has given: for each peer the figures of each round. For one thread. */
final class Results {

    private final BenchCase benchCase;
    private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

    private record Round(Map<String, Double> figures, Optional<Quietness> quietness) {}

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

    /**
     * Adds the peer's next round.
     *
     * @param figures none if it failed
     * @param quietness of the machine; empty if it is unknown
     */
    void add(String peer, Map<String, Double> figures, Optional<Quietness> quietness) {
        rounds.get(peer).add(new Round(figures, quietness));
    }

    /** One for each round; empty where it is unknown. */
    List<Optional<Quietness>> quietness(String peer) {
        return rounds.get(peer).stream().map(Round::quietness).toList();
    }

    /** Whether anybody has a value of it. */
    boolean has(Metric metric) {
        return peers().stream().anyMatch(peer -> !present(peer, metric).isEmpty());
    }

    /** One for each round, null where there is none. */
    List<Double> values(String peer, Metric metric) {
        List<Double> values = new ArrayList<>();
        rounds.get(peer).forEach(round -> values.add(round.figures.get(metric.name())));
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
