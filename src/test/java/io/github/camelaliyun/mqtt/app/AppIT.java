package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** As a property of Camel's main; in a URI see {@code LiveRoutesTest}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "camel.component.paho.qoss | 1 | camel.component.paho.qoss is no option of AliyunMqttComponent: did you mean camel.component.paho.qos?",
                "camel.component.paho.clean-sesion | true | camel.component.paho.cleanSesion is no option of AliyunMqttComponent: did you mean camel.component.paho.cleanSession?",
                "camel.beans.paho.instancId | x | camel.beans.paho.instancId is no option of AliyunMqttComponent: did you mean camel.beans.paho.instanceId?",
                "camel.component.paho.token.lif | 3 | camel.component.paho.token.lif is no option of TokenSettings: did you mean camel.component.paho.token.life?",
                "camel.component.paho.zzz | 1 | camel.component.paho.zzz is no option of AliyunMqttComponent: correct its name, or remove it",
                "camel.component.pahoo.qos | 1 | camel.component.pahoo.qos: there is no component 'pahoo': did you mean camel.component.paho.qos?",
                "camel.main.nam | x | camel.main.nam is no option of MainConfigurationProperties: did you mean camel.main.name?",
                "camel.component.paho.qos | three | camel.component.paho.qos is 'three': it must be a whole number; correct it, or leave it out for its default",
                "camel.component.paho.cleanSession | maybe | camel.component.paho.cleanSession is 'maybe': it must be true or false; correct it, or leave it out for its default",
                "camel.component.paho.whenDisconnected | never | camel.component.paho.whenDisconnected is 'never': it must be wait or fail; correct it, or leave it out for its default",
                "camel.beans.paho.publishTimeout | soon | camel.beans.paho.publishTimeout is 'soon': it must be a whole number, or a time as in 30s; correct it, or leave it out for its default"
            })
    void anOptionThatCannotBeIsRefusedWithWhatWasMeantOrMayBe(String key, String value, String message) {
        assertRefused(Map.of("aliyun.mqtt.endpoint", "tcp://127.0.0.1:1", key, value), "cannot start: " + message);
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
