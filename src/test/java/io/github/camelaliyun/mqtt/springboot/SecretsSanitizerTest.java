package io.github.camelaliyun.mqtt.springboot;

import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.test.context.FilteredClassLoader;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What the actuator may show when it is told to show values. */
class SecretsSanitizerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aliyun.mqtt.secret-key",
                "aliyun.mqtt.secretKey",
                "aliyun.mqtt.access-key",
                "aliyun.mqtt.accounts.beijing.secret-key",
                "aliyun.mqtt.token.server-bearer",
                "aliyun.mqtt.proxy-user-name",
                "aliyun.mqtt.proxy-password",
                "aliyun.mqtt.accounts.beijing.proxyPassword",
                "camel.component.paho.secret-key",
                "camel.component.aliyun-mqtt.proxy-password",
                "camel.component.paho.custom-web-socket-headers.authorization",
                "camel.component.paho.customWebSocketHeaders[X-Key]",
                "camel.component.paho.ssl-client-props[com.ibm.ssl.trustStorePassword]",
                "aliyun.mqtt.accounts[bei.jing].secret-key",
                "ALIYUN_MQTT_PROXY_PASSWORD",
                "ALIYUN_MQTT_SECRET_KEY",
                "ALIYUN_MQTT_SECRETKEY",
            })
    void aSecretIsHiddenInEveryFormOfItsKey(String key) {
        assertThat(shown(key)).isEqualTo(SanitizableData.SANITIZED_VALUE);
    }

    @Test
    void noSecretOptionOfTheComponentIsShown() throws Exception {
        String catalog = "META-INF/io/github/camelaliyun/mqtt/aliyun-mqtt.json";
        try (InputStream in = getClass().getClassLoader().getResourceAsStream(catalog)) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<String> secrets = JsonMapper.generateComponentModel(json).getComponentOptions().stream()
                    .filter(BaseOptionModel::isSecret)
                    .map(BaseOptionModel::getName)
                    .toList();
            assertThat(secrets).contains("secretKey", "password");
            assertThat(secrets).allSatisfy(name -> {
                String dashed = DataObjectPropertyName.toDashedForm(name);
                for (String prefix : List.of("camel.component.paho.", "camel.component.aliyun-mqtt.", "aliyun.mqtt.")) {
                    assertThat(shown(prefix + name)).isEqualTo(SanitizableData.SANITIZED_VALUE);
                    assertThat(shown(prefix + dashed)).isEqualTo(SanitizableData.SANITIZED_VALUE);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aliyun.mqtt.endpoint",
                "aliyun.mqtt.secret-key-property",
                "aliyun.mqtt.proxy",
                "other.secret-key"
            })
    void whatIsNoSecretOfOursIsLeft(String key) {
        assertThat(shown(key)).isEqualTo("value");
    }

    @ParameterizedTest
    @CsvSource({
        "camel.component.paho.broker-url,tcp://user:secret@host:1883",
        "camel.component.paho.brokerUrl,tcp://user:secret%40host:1883",
        "CAMEL_COMPONENT_PAHO_SERVERURIS,'tcp://one,tcp://user:secret@two'",
        "camel.component.paho.server-u-r-is,ws://host/mqtt?token=secret",
        "aliyun.mqtt.endpoint,tcp://user:secret@host",
        "aliyun.mqtt.token.server-url,https://host/t?key=secret",
        "aliyun.mqtt.proxy,http://user:secret@host:3128",
        "camel.component.paho.unclaimed,paho:x?password=secret"
    })
    void anAddressWithALoginOrAQueryIsHidden(String key, String value) {
        assertThat(shown(key, value)).isEqualTo(SanitizableData.SANITIZED_VALUE);
        assertThat(shown(key, "tcp://host:1883")).isEqualTo("tcp://host:1883");
    }

    @Test
    void itIsThereWithTheActuatorAndNotMissedWithoutIt() {
        SpringEstate.configured().run(spring -> assertThat(spring).hasSingleBean(SecretsSanitizer.class));
        SpringEstate.configured()
                .withClassLoader(new FilteredClassLoader(SanitizingFunction.class))
                .run(spring ->
                        assertThat(SpringEstate.component(spring, "paho")).isNotNull());
    }

    private static Object shown(String key) {
        return shown(key, "value");
    }

    private static Object shown(String key, String value) {
        return new SecretsSanitizer()
                .apply(new SanitizableData(null, key, value))
                .getValue();
    }
}
