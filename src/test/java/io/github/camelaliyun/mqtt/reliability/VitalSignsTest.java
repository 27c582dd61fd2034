package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.reliability.VitalSigns.Sample;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class VitalSignsTest {

    @Test
    void aLeakGrowsAndWarmUpAndASpikeDoNot() {
        List<Sample> flat = new ArrayList<>(
                IntStream.range(0, 90).mapToObj(i -> new Sample(1_000, 20)).toList());
        flat.set(3, new Sample(1, 1));
        flat.set(80, new Sample(1_000_000, 500));
        List<Sample> leaking =
                IntStream.range(0, 90).mapToObj(i -> new Sample(10 * i, i)).toList();

        assertThat(VitalSigns.growth(flat, Sample::heapBytes)).isZero();
        assertThat(VitalSigns.growth(leaking, Sample::heapBytes)).isEqualTo(300);
        assertThat(VitalSigns.growth(leaking, Sample::threads)).isEqualTo(30);
    }

    @Test
    void theyAreReadFromAmongOtherLines() {
        assertThat(VitalSigns.read(List.of("INFO something", "vital signs 12345 7", "subscribed")))
                .containsExactly(new Sample(12_345, 7));
    }
}
