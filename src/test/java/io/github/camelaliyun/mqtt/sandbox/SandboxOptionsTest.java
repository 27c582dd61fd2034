package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

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
                .hasMessage(
                        "parentTopics is not set: set parentTopics, one at least, as every other one is unknown to the"
                                + " sandbox");
        assertThatThrownBy(() -> new SandboxOptions(0, true, "k", "s", "i", null, null))
                .hasMessageContaining("parentTopics is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test/x", "/", "+", "#", "te#st", "", " ", "a b", "a\tb", "$SYS"})
    void parentTopicThatIsNoFirstLevelIsRefusedByName(String topic) {
        assertThatThrownBy(() -> options(Set.of(), Set.of("test", topic)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("parentTopics '")
                .hasMessageContaining("is no parent topic");
        assertThatThrownBy(() -> AliyunMqttSandbox.create().withParentTopics("test", topic))
                .hasMessageStartingWith("parentTopics '");
    }

    @Test
    void parentTopicsAreOtherwiseWhatTheConsoleLets() {
        Set<String> topics = Set.of("test", "Oppo_2-x", "主题", "a.b$");

        assertThat(options(Set.of(), topics).parentTopics()).isEqualTo(topics);
    }

    @ParameterizedTest
    @ValueSource(strings = {"test", "GID_", "GID_a b", "GID_group@@@1", ""})
    void groupIdThatNobodyCanHaveIsRefusedByName(String groupId) {
        assertThatThrownBy(() -> options(Set.of(groupId), Set.of("test")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("groupIds ");
    }

    /** Whoever reads settings by keys says the keys: a test that sets a port by a method knows none. */
    @Test
    void noMessageOfTheSandboxNamesAKeyOfAFile() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/github/camelaliyun/mqtt/sandbox"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file).lines())
                        .as(file.toString())
                        .noneMatch(line -> line.contains("\"") && line.contains(" aliyun.mqtt."));
            }
        }
    }

    private static SandboxOptions options(Set<String> groupIds, Set<String> parentTopics) {
        return new SandboxOptions(0, true, "k", "s", "i", groupIds, parentTopics);
    }
}
