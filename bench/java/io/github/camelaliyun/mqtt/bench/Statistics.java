package io.github.camelaliyun.mqtt.bench;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The little arithmetic of the tables. */
final class Statistics {

    private Statistics() {}

    /** The middle one, or the mean of the two in the middle; nothing of nothing. */
    static OptionalDouble median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        return size == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2);
    }

    /**
     * The median of the ratios of values with the same index. What disturbs the machine for a while disturbs both of a
     * round, and leaves their ratio alone; the ratio of two medians would compare different rounds.
     *
     * @param these null where a round has no value
     * @param those the same, as many
     */
    static OptionalDouble medianOfRatios(List<Double> these, List<Double> those) {
        return median(IntStream.range(0, Math.min(these.size(), those.size()))
                .filter(round -> these.get(round) != null && those.get(round) != null && those.get(round) != 0)
                .mapToObj(round -> these.get(round) / those.get(round))
                .toList());
    }
}
