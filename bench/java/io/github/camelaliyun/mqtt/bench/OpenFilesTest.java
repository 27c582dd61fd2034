package io.github.camelaliyun.mqtt.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OpenFilesTest {

    private static final String LIMITS = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             96364                96364                processes
            Max open files            1024                 %s               files
            Max locked memory         8388608              8388608              bytes
            """;

    @Test
    void theHardLimitCounts() {
        assertThat(OpenFiles.limit(LIMITS.formatted("20000"))).hasValue(20_000);
    }

    @Test
    void withoutALimitThereIsNone() {
        assertThat(OpenFiles.limit(LIMITS.formatted("unlimited"))).isEmpty();
        assertThat(OpenFiles.limit("")).isEmpty();
    }
}
