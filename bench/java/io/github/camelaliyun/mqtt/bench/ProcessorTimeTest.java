package io.github.camelaliyun.mqtt.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessorTimeTest {

    private static final String STAT = """
            cpu  1000 20 300 5000 40 5 60 7 900 0
            cpu0 500 10 150 2500 20 2 30 3 450 0
            intr 1
            """;
    private static final String SELF = "4242 (java (x) y) S 1 1 1 0 -1 1077936128 5 6 7 8 100 20 3000 400 20 0 9 0";

    private static final ProcessorTime BEFORE = new ProcessorTime(1_000, 10, 500, 100);

    @Test
    void allButIdleAndStolenTimeIsUsedAndEndedProcessesAreOwn() {
        assertThat(ProcessorTime.parse(STAT, SELF)).hasValue(new ProcessorTime(6_432, 7, 1_385, 3_520));
    }

    @Test
    void whatDoesNotComeFromLinuxIsUnknown() {
        assertThat(ProcessorTime.parse("", "")).isEmpty();
        assertThat(ProcessorTime.parse("cpu 1 2 3", SELF)).isEmpty();
        assertThat(ProcessorTime.parse(STAT, "4242 (java) S 1")).isEmpty();
    }

    @Test
    void partsAreOfAllProcessors() {
        ProcessorTime after = new ProcessorTime(1_200, 14, 600, 170);

        assertThat(after.stolenSince(BEFORE)).isEqualTo(2);
        assertThat(after.othersSince(BEFORE)).isEqualTo(15);
    }

    @Test
    void nothingIsLessThanNothing() {
        assertThat(new ProcessorTime(1_200, 10, 600, 205).othersSince(BEFORE)).isZero();
        assertThat(BEFORE.othersSince(BEFORE)).isZero();
    }
}
