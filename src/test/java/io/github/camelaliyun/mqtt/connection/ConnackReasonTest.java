package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.CustomCredentials;
import io.github.camelaliyun.mqtt.credential.DeviceCredentials;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The words for a refused connection are about what was presented to this server, and about nothing else. */
class ConnackReasonTest {

    private static final String[] OF_THE_SERVICE = {"AccessKey", "Group ID", "instance", "RAM", "auth-mode"};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 0x80, 0x84, 0x85, 0x86, 0x87, 0x88, 0x8a})
    void aBrokerThatIsNotTheServiceIsToldOfWithoutTheServicesWords(int code) {
        assertThat(words(code, options(false, 4), null)).doesNotContain(OF_THE_SERVICE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 0x86, 0x87})
    void eachAuthModeIsAdvisedOfItsOwn(int code) {
        ConnectionOptions service = options(true, 4);

        assertThat(words(code, service, new SignatureCredentials("LTAI-key", "s", "post-cn-1")))
                .contains("auth-mode signature", "AccessKey secret", "Group ID", "RAM policy");
        assertThat(words(code, service, new DeviceCredentials("DC.key", "s", "post-cn-1")))
                .contains("auth-mode device", "DeviceAccessKeySecret", "registered for this clientId")
                .doesNotContain("RAM");
        assertThat(words(code, service, new CustomCredentials("user", "s", SignMode.ORIGIN)))
                .contains("auth-mode custom", "user name and secret", "signMode")
                .doesNotContain("RAM", "Group ID", "AccessKey ");
        assertThat(words(code, service, clientId -> new Credentials("a", "b")))
                .contains("Check what the credential processor returns");
    }

    @ParameterizedTest
    @CsvSource({"3,MQTT 3.1 ,set mqttVersion=4", "4,MQTT 3.1.1,connect to a server", "0,MQTT 3.1.1 or 3.1,connect to"})
    void theVersionThatWasAskedForIsNamed(int mqttVersion, String version, String cure) {
        assertThat(words(1, options(false, mqttVersion), null)).contains("does not speak " + version, cure);
    }

    @Test
    void whatIsNoCodeOfAConnackIsNone() {
        assertThat(ConnackReason.code(new MqttException(MqttException.REASON_CODE_CLIENT_TIMEOUT)))
                .isEmpty();
        assertThat(ConnackReason.code(new MqttException(6))).isEmpty();
        assertThat(ConnackReason.code(new IllegalStateException())).isEmpty();
    }

    private static ConnectionOptions options(boolean service, int mqttVersion) {
        return ConnectionOptions.of(List.of("tcp://h:1"), "c")
                .maxInflight(1)
                .maxSubscriptions(1)
                .service(service)
                .mqttVersion(mqttVersion)
                .build();
    }

    private static String words(int code, ConnectionOptions options, CredentialProcessor processor) {
        return ConnackReason.inWords(
                code, options, processor == null ? ShownCredentials.before(null) : ShownCredentials.of(processor));
    }
}
