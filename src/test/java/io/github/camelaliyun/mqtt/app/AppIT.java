package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The command line as a user types it, with {@code -D} and nothing else. */
class AppIT {

    private Map<String, String> given = Map.of();

    @AfterEach
    void forget() {
        given.keySet().forEach(System::clearProperty);
    }

    @Test
    void withoutAnySettingItRunsOnTheSandboxAndEndsWithZero() {
        try (LogCapture log = new LogCapture()) {
            assertThat(run(Map.of("aliyun.mqtt.sandbox.port", "0", "camel.main.duration-max-seconds", "6")))
                    .isZero();
            assertThat(log.lines())
                    .contains(
                            "INFO topic:test/oppo msg:Hello mqtt 0",
                            "INFO topic:test/p2p/GID_group@@@00001 msg:Hello mqtt 1");
        }
    }

    @Test
    void aMistypedKeyEndsItWithOneAndNamesTheNearest() {
        assertRefused(
                Map.of("aliyun.mqtt.devise-id", "2"),
                "cannot start: aliyun.mqtt.devise-id is no setting: did you mean aliyun.mqtt.device-id?");
    }

    /** It may be a secret's name that has the typing error. */
    @Test
    void anOptionThatThereIsNotIsRefusedWithoutItsValue() {
        try (LogCapture log = new LogCapture()) {
            assertThat(run(Map.of("aliyun.mqtt.sandbox.port", "0", "camel.component.paho.secretKay", "TopSecretXYZ")))
                    .isEqualTo(1);
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("secretKay is no option of AliyunMqttComponent"))
                    .noneMatch(line -> line.contains("TopSecretXYZ"));
        }
    }

    @Test
    void aSecretThatCamelCannotReadIsRefusedWithoutIt() {
        for (String value : List.of("a{{TopSecretXYZ", "a{{TopSecretXYZ}}", "#bean:TopSecretXYZ")) {
            for (String option : List.of("camel.component.paho.password", "camel.beans.paho.token.serverBearer")) {
                assertRefusedWithout("TopSecretXYZ", Map.of("aliyun.mqtt.sandbox.port", "0", option, value));
            }
        }
        assertRefusedWithout(
                "TopSecretXYZ",
                Map.of("aliyun.mqtt.sandbox.port", "0", "aliyun.mqtt.token.server-bearer", "{{TopSecretXYZ}}"));
    }

    private void assertRefusedWithout(String secret, Map<String, String> properties) {
        try (LogCapture log = new LogCapture()) {
            assertThat(run(properties)).as("%s", properties).isEqualTo(1);
            assertThat(log.lines()).as("%s", properties).noneMatch(line -> line.contains(secret));
        } finally {
            forget();
        }
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertRefused(Map.of("aliyun.mqtt.endpoint", "tcp:/localhost"), "did you mean 'tcp://localhost'?");
    }

    @Test
    void anAuthModeThatDoesNotExistIsRefused() {
        assertRefused(
                Map.of("aliyun.mqtt.endpoint", "tcp://127.0.0.1:1", "aliyun.mqtt.auth-mode", "devise"),
                "did you mean 'device'?");
    }

    @Test
    void anEmptySecretIsRefused() {
        assertRefused(
                Map.of("aliyun.mqtt.endpoint", "tcp://127.0.0.1:1", "aliyun.mqtt.secret-key", " "),
                "cannot start: aliyun.mqtt.secret-key is not set: set aliyun.mqtt.secret-key, from the RAM console");
    }

    private void assertRefused(Map<String, String> properties, String message) {
        try (LogCapture log = new LogCapture()) {
            assertThat(run(properties)).isEqualTo(1);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("ERROR"))
                    .singleElement()
                    .asString()
                    .contains(message);
        }
    }

    private int run(Map<String, String> properties) {
        given = properties;
        properties.forEach(System::setProperty);
        return App.run();
    }
}
