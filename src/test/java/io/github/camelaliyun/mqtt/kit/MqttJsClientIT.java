package io.github.camelaliyun.mqtt.kit;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The broker knows the passwords that the project signs; MQTT.js gets in only if its own reading gives the same. */
@RequiresMosquitto
@RequiresNode
@Timeout(240)
class MqttJsClientIT {

    private static final String ACCESS_KEY = "LTAI5tTest";
    private static final String SECRET_KEY = "test-secret";
    private static final String INSTANCE_ID = "post-cn-test";
    private static final String CLIENT_ID = "GID_group@@@00001";
    private static final String TOPIC = "test/oppo";

    private static Mosquitto mosquitto;

    @BeforeAll
    static void startBroker() {
        Credentials signed = new SignatureCredentials(ACCESS_KEY, SECRET_KEY, INSTANCE_ID).credentialsFor(CLIENT_ID);
        mosquitto = Mosquitto.start(Mosquitto.Options.withUsers(Map.of(signed.username(), signed.password())));
    }

    @AfterAll
    static void endBroker() {
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @Test
    void receivesWhatItPublishedAndEndsCleanly() {
        try (MqttJsClient client = MqttJsClient.connect(options(SECRET_KEY, TOPIC))) {
            client.publish(TOPIC, "Hello mqtt 0");
            client.publish(TOPIC, "中文 with spaces");

            client.awaitMessage(TOPIC, "Hello mqtt 0");
            client.awaitMessage(TOPIC, "中文 with spaces");
            assertThat(client.lines()).startsWith("connected", "subscribed " + TOPIC);
            assertThat(client.end()).isZero();
        }
    }

    @Test
    void anotherSecretIsRefusedAndEndsItWithStatusOne() {
        try (MqttJsClient client = MqttJsClient.start(options("another-secret", null))) {
            assertThat(client.awaitExit()).isEqualTo(1);
            assertThat(client.output()).contains("Not authorized").doesNotContain("another-secret");
        }
    }

    @Test
    void aLostConnectionEndsItWithStatusOne() {
        try (FaultProxy proxy = FaultProxy.inFrontOf(mosquitto.port());
                MqttJsClient client = MqttJsClient.connect(
                        new MqttJsClient.Options(proxy.uri(), CLIENT_ID, ACCESS_KEY, SECRET_KEY, INSTANCE_ID, null))) {
            proxy.cut();

            assertThat(client.awaitExit()).isEqualTo(1);
            assertThat(client.output()).contains("the connection was closed");
        }
    }

    private static MqttJsClient.Options options(String secretKey, String subscribe) {
        return new MqttJsClient.Options(mosquitto.uri(), CLIENT_ID, ACCESS_KEY, secretKey, INSTANCE_ID, subscribe);
    }
}
