package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.ClientId;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an endpoint without a clientId is called. */
class ClientIdPrefixTest {

    private final AliyunMqttComponent component = new AliyunMqttComponent();
    private final CamelContext context = new DefaultCamelContext();

    ClientIdPrefixTest() {
        component.getConfiguration().setBrokerUrl("tcp://127.0.0.1:1");
        context.addComponent("paho", component);
    }

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    @Test
    void itsClientIdBeginsWithThePrefix() {
        assertThat(clientId("paho:test/a")).matches("camel-[a-z0-9]{1,13}");
        assertThat(clientId("paho:test/a?clientIdPrefix=gateway-")).matches("gateway-[a-z0-9]{1,13}");
        assertThat(clientId("paho:test/a?clientIdPrefix=")).matches("[a-z0-9]{1,13}");
    }

    @Test
    void thePrefixOfTheComponentIsThatOfItsEndpoints() {
        component.getConfiguration().setClientIdPrefix("all-");

        assertThat(clientId("paho:test/a")).startsWith("all-");
    }

    @Test
    void endpointsOfOnePrefixHaveOneClientIdAndThoseOfAnotherHaveAnother() {
        String first = clientId("paho:test/a?clientIdPrefix=one-");

        assertThat(clientId("paho:test/b?clientIdPrefix=one-")).isEqualTo(first);
        assertThat(clientId("paho:test/b?clientIdPrefix=two-")).startsWith("two-");
    }

    @Test
    void aClientIdOfItsOwnGoesBeforeThePrefix() {
        assertThat(clientId("paho:test/a?clientId=mine&clientIdPrefix=gateway-"))
                .isEqualTo("mine");
    }

    @Test
    void withTheServicesKeysTheGroupIsThePrefix() {
        keys();

        assertThat(ClientId.parse(clientId("paho:test/a?clientIdPrefix=GID_group@@@"))
                        .groupId())
                .isEqualTo("GID_group");
    }

    @Test
    void withTheServicesKeysAnotherPrefixIsRefused() {
        keys();

        assertThatThrownBy(() -> clientId("paho:test/a?clientIdPrefix=gateway-"))
                .hasStackTraceContaining("clientIdPrefix makes no clientId of the service's")
                .hasStackTraceContaining("write a Group ID and @@@, as in GID_group@@@");
        assertThatThrownBy(() -> clientId("paho:test/a?clientIdPrefix=GID_group@@@" + "x".repeat(64)))
                .hasStackTraceContaining("clientIdPrefix makes no clientId of the service's");
        assertThatThrownBy(() -> clientId("paho:test/a")).hasStackTraceContaining("clientId is not set");
    }

    /** MQTT 3.1, 3.1. */
    @Test
    void aPrefixThatMakesTheClientIdTooLongIsRefused() {
        assertThatThrownBy(() -> clientId("paho:test/a?mqttVersion=3&clientIdPrefix=a-gateway-of-the-plant-"))
                .hasStackTraceContaining("at most 23 characters");
    }

    private void keys() {
        component.getAccount().setInstanceId("post-cn-1");
        component.getAccount().setAccessKey("key");
        component.getAccount().setSecretKey("secret");
    }

    private String clientId(String uri) {
        return context.getEndpoint(uri, AliyunMqttEndpoint.class)
                .getConfiguration()
                .getClientId();
    }
}
