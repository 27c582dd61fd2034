package io.github.camelaliyun.mqtt.app;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where a setting was written, or is to be, and what a parent topic may be written like. */
class SettingPlacesTest {

    @Test
    void aKeyIsCalledAsItWasSet() {
        Map<String, String> environment = Map.of("ALIYUN_MQTT_GROUP_ID", "group");
        Properties commandLine = new Properties();

        assertThat(Settings.keyOf("groupId", environment, commandLine)).isEqualTo("ALIYUN_MQTT_GROUP_ID");
        assertThat(Settings.keyOf("deviceId", environment, commandLine)).isEqualTo("aliyun.mqtt.device-id");
        commandLine.setProperty("aliyun.mqtt.group-id", "group");
        assertThat(Settings.keyOf("groupId", environment, commandLine)).isEqualTo("aliyun.mqtt.group-id");
    }

    @Test
    void aMissingLineOfAFileThatWasReadIsToldSo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("application.properties");
        assertThat(Settings.whereToWrite(file, "endpoint"))
                .isEqualTo("run from the project's folder, where application.properties is");

        Files.createFile(file);
        assertThat(Settings.whereToWrite(file, "endpoint"))
                .isEqualTo(file + " was read and has no line of it: write aliyun.mqtt.endpoint = ...");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' test, other '|test,other",
                "'test/'|test",
                "'\"test\"'|test",
                "'test\u3000,'|test",
                "'test\n'|test"
            })
    void aParentTopicIsTakenWithoutWhatIsAroundIt(String text, String meant) {
        assertThat(ParentTopics.cleaned(text)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/test", "te st", "test/#", "+", "$SYS"})
    void whatIsNoParentTopicIsRefused(String text) {
        assertThatThrownBy(() -> ParentTopics.require("aliyun.mqtt.parent-topic", text))
                .hasMessageStartingWith("aliyun.mqtt.parent-topic '" + text + "' is no parent topic");
    }
}
