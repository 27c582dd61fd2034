package io.github.camelaliyun.mqtt.bench;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class StatisticsTest {

    @Test
    void theMedianIsTheMiddleOneWhateverTheOrder() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 2.0))).hasValue(2);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Statistics.median(List.of(4.0, 1.0, 2.0, 100.0))).hasValue(3);
    }

    @Test
    void nothingHasNoMedian() {
        assertThat(Statistics.median(List.of())).isEmpty();
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        // The ratio of the medians would be 20 / 10.
        assertThat(Statistics.medianOfRatios(List.of(10.0, 20.0, 90.0), List.of(10.0, 40.0, 9.0)))
                .hasValue(1);
    }

    @Test
    void aRoundThatOneOfThemMissesDoesNotCount() {
        assertThat(Statistics.medianOfRatios(Arrays.asList(10.0, null, 30.0), Arrays.asList(5.0, 1.0, null)))
                .hasValue(2);
    }

    @Test
    void noRoundInCommonHasNoRatio() {
        assertThat(Statistics.medianOfRatios(Arrays.asList(10.0, null), Arrays.asList(null, 1.0)))
                .isEmpty();
    }
}
