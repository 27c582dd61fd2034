package io.github.camelaliyun.mqtt.bench;

import org.junit.jupiter.api.Test;

import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class QuietnessTest {

    private static final String LOAD = "1.39 0.58 0.80 12/138 6619\n";
    private static final Optional<ProcessorTime> LOOK = Optional.of(new ProcessorTime(0, 0, 0, 0));
    /** Others had a tenth, the host nothing. */
    private static final Optional<ProcessorTime> BEGIN = Optional.of(new ProcessorTime(200, 0, 20, 0));
    /** Others had a fiftieth, the host a fiftieth. */
    private static final Optional<ProcessorTime> END = Optional.of(new ProcessorTime(1_200, 20, 840, 800));

    @Test
    void theWorseOfBothTimesCounts() {
        assertThat(Quietness.of(LOOK, BEGIN, END, LOAD)).hasValue(new Quietness(2, 10, 1.39));
    }

    @Test
    void whereTheSystemDoesNotTellItIsUnknown() {
        assertThat(Quietness.of(LOOK, BEGIN, Optional.empty(), LOAD)).isEmpty();
        assertThat(Quietness.of(Optional.empty(), BEGIN, END, LOAD)).isEmpty();
        assertThat(Quietness.of(LOOK, BEGIN, END, "")).isEmpty();
    }

    @Test
    void aLittleOfOthersIsQuietWhateverTheLoad() {
        assertThat(new Quietness(1, 5, 30).quiet()).isTrue();
        assertThat(new Quietness(1.1, 0, 0).quiet()).isFalse();
        assertThat(new Quietness(0, 5.1, 0).quiet()).isFalse();
    }

    @Test
    void theFiguresAreInWords() {
        assertThat(new Quietness(2, 10, 1.39).figures())
                .isEqualTo("steal 2.0 %, other processes 10.0 % of the processors, load 1.39");
    }
}
