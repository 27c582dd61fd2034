package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Warm;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class WarmTest {

    @Test
    void warmFiguresStandBesideTheFirstOnes() {
        assertThat(Warm.joined(Map.of("p50Millis", 2.0), Map.of("p50Millis", 1.0)))
                .containsOnly(Map.entry("p50Millis", 2.0), Map.entry("warmP50Millis", 1.0));
    }

    @Test
    void aWarmMetricIsFoundUnderTheNameOfTheWarmFigure() {
        assertThat(Warm.joined(Map.of(), Map.of(Metric.RATE.name(), 1.0)))
                .containsOnlyKeys(Metric.RATE.warm().name());
    }
}
