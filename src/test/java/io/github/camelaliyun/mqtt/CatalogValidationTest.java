package io.github.camelaliyun.mqtt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What Camel's catalog says of URIs and properties of the component that are right, and of those that are not. */
class CatalogValidationTest extends CatalogRig {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aliyun-mqtt:test/oppo",
                "aliyun-mqtt:test/oppo?qos=0&cleanSession=false&keepAliveInterval=30",
                "aliyun-mqtt:test/#?concurrentConsumers=5&clientId=GID_group@@@00002",
                "aliyun-mqtt:test/oppo?account=#bean:other&lazyStartProducer=true"
            })
    void goodUrisAreValid(String uri) {
        assertThat(catalog.validateEndpointProperties(uri).isSuccess()).isTrue();
    }

    @Test
    void aMisspeltUriOptionIsUnknownAndTheRightOneSuggested() {
        var result = catalog.validateEndpointProperties("aliyun-mqtt:test/oppo?cleanSesion=false");

        assertThat(result.isSuccess()).isFalse();
        assertThat(result.getUnknown()).containsExactly("cleanSesion");
        assertThat(result.getUnknownSuggestions().get("cleanSesion")).contains("cleanSession");
    }

    @Test
    void aValueOfTheWrongTypeIsRefused() {
        assertThat(catalog.validateEndpointProperties("aliyun-mqtt:test/oppo?qos=high")
                        .getInvalidInteger())
                .containsKey("qos");
        assertThat(catalog.validateConfigurationProperty("camel.component.aliyun-mqtt.auth-mode=signed")
                        .getInvalidEnum())
                .containsKey("camel.component.aliyun-mqtt.auth-mode");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "endpoint=ssl://post-cn-xxxx.mqtt.aliyuncs.com:8883",
                "instance-id=post-cn-xxxx",
                "secretKey={{env:SECRET_KEY}}",
                "auth-mode=device",
                "publish-timeout=10000",
                "unclaimed-grace=5000",
                "when-disconnected=fail",
                "dead-letter-uri=seda:letters",
                "use-global-ssl-context-parameters=true",
                "keep-alive-interval=60",
                "token.server-url=https://tokens.example.com"
            })
    void goodPropertiesAreValid(String property) {
        var result = catalog.validateConfigurationProperty("camel.component.aliyun-mqtt." + property);

        assertThat(result.isAccepted()).isTrue();
        assertThat(result.isSuccess()).as(String.valueOf(result.getUnknown())).isTrue();
    }

    /** Nothing is said of suggestions: Camel 4.17 looks for them with the component's name, not with the option's. */
    @Test
    void aMisspeltPropertyIsUnknown() {
        var result = catalog.validateConfigurationProperty("camel.component.aliyun-mqtt.publishTimout=10000");

        assertThat(result.isSuccess()).isFalse();
        assertThat(result.getUnknown()).containsExactly("camel.component.aliyun-mqtt.publishTimout");
    }
}
