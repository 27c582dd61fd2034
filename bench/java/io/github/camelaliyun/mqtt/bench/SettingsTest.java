package io.github.camelaliyun.mqtt.bench;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsTest {

    @Test
    void whatIsSetCounts() {
        Settings settings = Settings.of(
                Map.of("bench.rounds", "5", "bench.seconds", "2", "bench.jvm", "-Xint  -XX:+UseSerialGC")::get);

        assertThat(settings.rounds()).isEqualTo(5);
        assertThat(settings.measure()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.jvmOptions()).containsExactly("-Xint", "-XX:+UseSerialGC");
    }

    @Test
    void withoutAnySettingAllIsRunInFull() {
        Settings settings = Settings.of(Map.<String, String>of()::get);

        assertThat(settings.smoke()).isFalse();
        assertThat(settings.cases().contains("anything")).isTrue();
        assertThat(settings.peers().contains("anyone")).isTrue();
    }

    @Test
    void withoutALongWarmUpNothingIsMeasuredWarm() {
        Settings settings = Settings.of(Map.of("bench.warmup", "0")::get);

        assertThat(settings.warm()).isFalse();
        assertThat(Settings.of(Map.<String, String>of()::get).warm()).isTrue();
    }

    @Test
    void anotherBuildThatIsNotThereIsRefusedByName() {
        assertThatThrownBy(() -> Settings.of(Map.of("bench.before", "target:no/such/classes")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bench.before names no/such/classes");
    }

    @Test
    void aNumberThatIsNoneIsRefusedByName() {
        assertThatThrownBy(() -> Settings.of(Map.of("bench.rounds", "many")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bench.rounds is 'many'");
    }
}
