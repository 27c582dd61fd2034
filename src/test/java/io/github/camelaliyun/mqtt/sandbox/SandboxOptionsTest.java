package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.Test;

import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SandboxOptionsTest {

    @Test
    void secretIsNotPrinted() {
        SandboxOptions options = new SandboxOptions(0, true, "key", "s3cr3t", "instance", Set.of(), Set.of("test"));

        assertThat(options.toString()).contains("key").doesNotContain("s3cr3t");
    }

    @Test
    void portThatIsNoneIsRefusedByName() {
        assertThatThrownBy(() -> new SandboxOptions(70_000, true, "k", "s", "i", Set.of(), Set.of("test")))
                .hasMessageContaining("port '70000' is no port");
    }

    @Test
    void emptySettingIsRefusedByName() {
        assertThatThrownBy(() -> new SandboxOptions(0, true, "k", " ", "i", Set.of(), Set.of("test")))
                .hasMessageContaining("secretKey is not set");
        assertThatThrownBy(() -> new SandboxOptions(0, true, "k", "s", "i", Set.of(), Set.of()))
                .hasMessageContaining("parentTopics is not set");
    }
}
