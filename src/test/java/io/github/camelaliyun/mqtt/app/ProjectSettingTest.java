package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.service.SecretNames;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;

/** What of the settings may be shown. */
class ProjectSettingTest {

    @ParameterizedTest
    @CsvSource({
        "endpoint, tcp://me:TopSecret@host:1883, tcp://***@host:1883",
        "endpoint, 'tcp://me:TopSecret@a,ssl://you:TopSecret@b', tcp://***@b",
        "endpoint, tcp://me%3ATopSecret%40host, tcp://***%40host",
        "endpoint, wss://host/mqtt?token=TopSecret, wss://host/mqtt?...",
        "token.server-url, https://host/TopSecret?key=TopSecret, https://host/...",
        "token.endpoint, https://me:TopSecret@host/x, https://***@host/...",
        "token.server-url, 'host:80/TopSecret?key=TopSecret', host:80/...",
        "token.server-url, 'me:TopSecret@host', ***@host",
        "endpoint, 'tcp://me:Top,Secret@host', tcp://***@host",
        "endpoint, 'tcp://a:1883,tcp://b:1883', 'tcp://a:1883,tcp://b:1883'",
        "endpoint, me:TopSecret@host, ***@host",
        "endpoint, sandbox, sandbox"
    })
    void anAddressIsShownWithoutItsLoginAndQuery(String key, String value, String shown) {
        assertThat(of(key, value).value()).hasValue(shown);
    }

    @Test
    void whatIsASecretIsNotShown() {
        assertThat(Settings.KEYS.stream().filter(SecretNames::isSecret))
                .containsExactlyInAnyOrder("access-key", "secret-key", "token.security-token", "token.server-bearer");
        for (String key : List.of("access-key", "secret-key", "token.security-token", "token.server-bearer")) {
            assertThat(of(key, "TopSecret").value()).isEmpty();
        }
    }

    private static ProjectSetting of(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(Settings.PREFIX + key, value);
        PropertiesComponent component = new DefaultCamelContext().getPropertiesComponent();
        component.setInitialProperties(properties);
        return ProjectSetting.all(component).stream()
                .filter(setting -> setting.key().equals(Settings.PREFIX + key))
                .findFirst()
                .orElseThrow();
    }
}
