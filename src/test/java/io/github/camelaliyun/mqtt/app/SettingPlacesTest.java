package io.github.camelaliyun.mqtt.app;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where a setting was written, or is to be, and what a parent topic may be written like. */
class SettingPlacesTest {

    @Test
    void aKeyIsCalledAsItWasSet() {
        Set<String> environment = Set.of("ALIYUN_MQTT_GROUP_ID");

        assertThat(Settings.keyOf("groupId", environment)).isEqualTo("ALIYUN_MQTT_GROUP_ID");
        assertThat(Settings.keyOf("deviceId", environment)).isEqualTo("aliyun.mqtt.device-id");
    }

    @Test
    void routesHaveTheParentTopicWithoutWhatItsFileHasAroundIt() {
        Properties file = new Properties();
        file.setProperty("aliyun.mqtt.parent-topic", "'test'\u3000");
        file.setProperty("aliyun.mqtt.device-id", "00001");
        PropertiesComponent properties = new DefaultCamelContext().getPropertiesComponent();
        properties.setInitialProperties(file);
        Properties overrides = new Properties();
        properties.setOverrideProperties(overrides);

        CleanedSettings.apply(new Settings(properties), overrides::setProperty);

        assertThat(overrides).containsExactly(Map.entry("aliyun.mqtt.parent-topic", "test"));
        assertThat(properties.resolveProperty("aliyun.mqtt.parent-topic")).hasValue("test");
    }

    @Test
    void whatTheCommandLineHasAroundAParentTopicIsRefusedAsItGoesFirst() {
        System.setProperty("aliyun.mqtt.parent-topic", "test\n");
        try {
            Settings settings = new Settings(new DefaultCamelContext().getPropertiesComponent());
            assertThatThrownBy(() -> CleanedSettings.apply(settings, (key, value) -> {}))
                    .hasMessage(
                            "aliyun.mqtt.parent-topic has blanks, a line end or quotation marks around it: remove them");
        } finally {
            System.clearProperty("aliyun.mqtt.parent-topic");
        }
    }

    @Test
    void aSecretOfTheSandboxIsRefusedByItsKeyToo() {
        Properties file = new Properties();
        Map.of(
                        "endpoint", "sandbox",
                        "instance-id", "post-cn-sandbox",
                        "access-key", "sandbox-access-key",
                        "secret-key", "\"hunter2\"",
                        "group-id", "GID_group",
                        "device-id", "00001",
                        "auth-mode", "signature",
                        "parent-topic", "test")
                .forEach((key, value) -> file.setProperty("aliyun.mqtt." + key, value));
        PropertiesComponent properties = new DefaultCamelContext().getPropertiesComponent();
        properties.setInitialProperties(file);

        assertThatThrownBy(() -> new Settings(properties).checkAccount())
                .hasMessage("aliyun.mqtt.secret-key is in quotation marks: remove them, they are no part of it");
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
