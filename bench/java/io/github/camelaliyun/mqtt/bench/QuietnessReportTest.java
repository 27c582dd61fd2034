package io.github.camelaliyun.mqtt.bench;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class QuietnessReportTest {

    private static final Optional<Quietness> QUIET = Optional.of(new Quietness(0, 1, 2));
    private static final Optional<Quietness> NOISY = Optional.of(new Quietness(3, 40, 2));

    private final Results results =
            new Results(new PublishCase(List.of("ours", "paho"), 1, 8, Duration.ZERO), List.of("ours", "paho"));

    @Test
    void aQuietMachineIsNotWorthAWord() {
        results.add("ours", Map.of(), QUIET);

        assertThat(QuietnessReport.warning(List.of(results))).isEmpty();
        assertThat(QuietnessReport.marks(results)).isEmpty();
    }

    @Test
    void aRoundThatWasNotQuietIsNamedWithItsFigures() {
        results.add("ours", Map.of(), QUIET);
        results.add("paho", Map.of(), QUIET);
        results.add("ours", Map.of(), QUIET);
        results.add("paho", Map.of(), NOISY);

        assertThat(QuietnessReport.warning(List.of(results)))
                .isEqualTo("WARNING: the machine was not quiet in 1 of 4 measurements, which are named under their"
                        + " tables.\n\n");
        assertThat(QuietnessReport.marks(results))
                .isEqualTo("- round 2 paho: not quiet (steal 3.0 %, other processes 40.0 % of the processors,"
                        + " load 2.00)\n\n");
    }

    @Test
    void whatIsUnknownIsCalledSo() {
        results.add("ours", Map.of(), Optional.empty());

        assertThat(QuietnessReport.warning(List.of(results)))
                .isEqualTo("Whether the machine was quiet is unknown for 1 of 1 measurements.\n\n");
        assertThat(QuietnessReport.marks(results)).isEqualTo("- round 1 ours: quiet or not: unknown\n\n");
    }
}
