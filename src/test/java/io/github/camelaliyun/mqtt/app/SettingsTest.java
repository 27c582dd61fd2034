package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aliyun.mqtt.secret-key|''|aliyun.mqtt.secret-key is not set: set aliyun.mqtt.secret-key, from the RAM console",
                "aliyun.mqtt.instance-id|''|aliyun.mqtt.instance-id is not set",
                "aliyun.mqtt.device-id|''|(in the environment, ALIYUN_MQTT_DEVICE_ID)",
                "aliyun.mqtt.group-id|group|aliyun.mqtt.group-id 'group' must start with GID_",
                "aliyun.mqtt.auth-mode|signed|aliyun.mqtt.auth-mode 'signed' does not exist: did you mean 'signature'?",
                "aliyun.mqtt.endpoint|tcp://me:pw@host|credentials belong in aliyun.mqtt.access-key and aliyun.mqtt.secret-key",
                "aliyun.mqtt.auth-mode|token|set aliyun.mqtt.token.region-id (for example cn-hangzhou)"
            })
    void whatAnAccountCannotBeIsToldWithTheKeysOfTheFile(String key, String value, String words) {
        assertThatThrownBy(() -> check(Map.of(key, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(words);
    }

    /** The function of a vault may come with Camel's own start. */
    @Test
    void aSettingThatCannotBeResolvedYetIsLeftToTheComponent() {
        assertThatCode(() ->
                        check(Map.of("aliyun.mqtt.secret-key", "{{not.there.yet}}", "aliyun.mqtt.group-id", "group")))
                .doesNotThrowAnyException();
    }

    private static void check(Map<String, String> changed) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("aliyun.mqtt.endpoint", "tcp://127.0.0.1:1");
        properties.setProperty("aliyun.mqtt.instance-id", "post-cn-1");
        properties.setProperty("aliyun.mqtt.access-key", "key");
        properties.setProperty("aliyun.mqtt.secret-key", "secret");
        properties.setProperty("aliyun.mqtt.group-id", "GID_group");
        properties.setProperty("aliyun.mqtt.device-id", "1");
        properties.putAll(changed);
        try (CamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setOverrideProperties(properties);
            new Settings(context.getPropertiesComponent()).checkAccount(context);
        }
    }
}
