package io.github.camelaliyun.mqtt.app;

import org.junit.jupiter.api.Test;

import java.util.Properties;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsTest {

    @Test
    void anUnknownKeyIsRefusedWithTheNearestOne() {
        Properties properties = new Properties();
        properties.setProperty("aliyun.mqtt.secretkey", "x");

        assertThatThrownBy(() -> Settings.requireKnownKeys(properties))
                .hasMessageContaining("aliyun.mqtt.secretkey is no setting")
                .hasMessageContaining("did you mean aliyun.mqtt.secret-key?");
    }

    @Test
    void anUnknownVariableIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> Settings.requireKnownVariables(Set.of("PATH", "ALIYUN_MQTT_DEVICEID")))
                .hasMessageContaining("did you mean ALIYUN_MQTT_DEVICE_ID?");
    }

    @Test
    void keysOfOthersAndKnownKeysPass() {
        Properties properties = new Properties();
        properties.setProperty("aliyun.mqtt.sandbox.port", "0");
        properties.setProperty("camel.main.name", "x");

        assertThatCode(() -> Settings.requireKnownKeys(properties)).doesNotThrowAnyException();
        assertThatCode(() -> Settings.requireKnownVariables(Set.of("ALIYUN_MQTT_SECRET_KEY")))
                .doesNotThrowAnyException();
    }
}
