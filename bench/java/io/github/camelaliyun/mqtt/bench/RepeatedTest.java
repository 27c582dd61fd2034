package io.github.camelaliyun.mqtt.bench;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class RepeatedTest {

    private final List<Integer> times = new ArrayList<>();

    @Test
    void withoutALongWarmUpTheWorkIsDoneOnce() throws Exception {
        assertThat(measure(Duration.ZERO)).containsOnly(Map.entry("rate", 0.0), Map.entry("missing", 1.0));
        assertThat(times).containsExactly(0);
    }

    @Test
    void theLastTimeIsTheWarmOneAndMistakesOfAllTimesCount() throws Exception {
        Map<String, Double> figures = measure(Duration.ofNanos(1));

        assertThat(times).containsExactly(0, 1);
        assertThat(figures).containsOnly(Map.entry("rate", 0.0), Map.entry("warmRate", 1.0), Map.entry("missing", 2.0));
    }

    @Test
    void theWorkIsRepeatedUntilTheWarmUpHasPassed() throws Exception {
        measure(Duration.ofMillis(20));

        assertThat(times).hasSizeGreaterThan(2);
    }

    private Map<String, Double> measure(Duration longWarmUp) throws Exception {
        return Repeated.measure(longWarmUp, List.of(Metric.MISSING), time -> {
            times.add(time);
            return Map.of("rate", (double) time, "missing", 1.0);
        });
    }
}
