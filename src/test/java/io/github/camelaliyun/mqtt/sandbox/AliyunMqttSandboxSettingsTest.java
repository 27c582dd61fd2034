package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.CustomCredentials;
import io.github.camelaliyun.mqtt.credential.DeviceCredentials;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import io.github.camelaliyun.mqtt.kit.FreePort;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.CLIENT_ID;
import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.assertClosed;
import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.assertRefusesToAnswer;
import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.failuresOf;
import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.usual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the extension's {@code with…} methods do, and settings that cannot be. */
class AliyunMqttSandboxSettingsTest {

    @BeforeEach
    void forget() {
        ExtensionRun.SEEN.clear();
    }

    @EnabledIf("io.github.camelaliyun.mqtt.sandbox.ExtensionRun#running")
    static class WithAll {

        static final int PORT = FreePort.choose();

        @RegisterExtension
        static final AliyunMqttSandbox SANDBOX = AliyunMqttSandbox.create()
                .withPort(PORT)
                .withAccount("another-key", "another-secret", "post-cn-another")
                .withDevice("DC.1", "device-secret", CLIENT_ID)
                .withIdentity("custom", "custom-secret", SignMode.SIGNED)
                .withParentTopics("first", "second", "first")
                .withGroups("GID_test", "GID_test")
                .withMutualTls();

        @Test
        void one() throws Exception {
            Sandbox sandbox = SANDBOX.sandbox();
            assertThat(SANDBOX.endpoint()).isEqualTo(URI.create("tcp://127.0.0.1:" + PORT));
            assertThat(sandbox.mutualTls().getPort()).isPositive();
            connect(CLIENT_ID, usual()).close();
            connect(
                            CLIENT_ID,
                            new SignatureCredentials("another-key", "another-secret", "post-cn-another")
                                    .credentialsFor(CLIENT_ID))
                    .close();
            connect(
                            CLIENT_ID,
                            new DeviceCredentials("DC.1", "device-secret", AliyunMqttSandbox.INSTANCE_ID)
                                    .credentialsFor(CLIENT_ID))
                    .close();
            connect("any", new CustomCredentials("custom", "custom-secret", SignMode.SIGNED).credentialsFor("any"))
                    .close();
            assertThatThrownBy(() -> connect("GID_other@@@1", usual("GID_other@@@1")))
                    .isInstanceOf(MqttException.class);
            try (TestClient client = connect(CLIENT_ID, usual())) {
                client.publish("second", "known");
                assertThat(SANDBOX.awaitPublished("second").text()).isEqualTo("known");
                SANDBOX.publish("first/p2p/" + CLIENT_ID, "to the client");
                client.awaitReceived(1);
                client.publishAndForget(AliyunMqttSandbox.PARENT_TOPIC, new byte[0], 1, false);
                assertThat(client.isLost()).isTrue();
            }
            assertThatThrownBy(() -> SANDBOX.withGroups("GID_late"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "the sandbox runs already: call the with methods where its field is declared, or change it by"
                                    + " the methods of sandbox()");
            assertThatThrownBy(() -> SANDBOX.withAccount("k", "s", "i"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("runs already");
            ExtensionRun.SEEN.add(SANDBOX.endpoint());
        }

        private static TestClient connect(String clientId, Credentials credentials) throws MqttException {
            return TestClient.of(SANDBOX.endpoint().toString(), clientId)
                    .credentials(credentials)
                    .connect();
        }
    }

    @Test
    void everyWithMethodTakesEffect() {
        assertThat(failuresOf(WithAll.class)).isEmpty();

        assertThat(ExtensionRun.SEEN).hasSize(1);
    }

    @EnabledIf("io.github.camelaliyun.mqtt.sandbox.ExtensionRun#running")
    static class WithoutRules {

        @RegisterExtension
        static final AliyunMqttSandbox SANDBOX = AliyunMqttSandbox.create().withoutRules();

        @Test
        void one() throws Exception {
            try (TestClient client = TestClient.of(SANDBOX.endpoint().toString(), CLIENT_ID)
                    .credentials(usual())
                    .with(options -> options.setWill("any/topic", new byte[0], 1, false))
                    .connect()) {
                client.publish("any/topic", "kept".getBytes(StandardCharsets.UTF_8), 1, true);
                client.subscribe("any/+", 1);
                client.awaitReceived(1);
                ExtensionRun.SEEN.add(SANDBOX.endpoint());
            }
        }
    }

    @Test
    void withoutRulesItIsAPlainBrokerThatAuthenticates() {
        assertThat(failuresOf(WithoutRules.class)).isEmpty();

        assertThat(ExtensionRun.SEEN).hasSize(1);
    }

    @EnabledIf("io.github.camelaliyun.mqtt.sandbox.ExtensionRun#running")
    static class WithADeviceThatCannotBe {

        static final int PORT = FreePort.choose();

        @RegisterExtension
        static final AliyunMqttSandbox SANDBOX =
                AliyunMqttSandbox.create().withPort(PORT).withDevice("DC.1", "secret", "no clientId");

        @Test
        void one() {
            ExtensionRun.SEEN.add(SANDBOX.endpoint());
        }
    }

    @Test
    void settingThatCannotBeFailsTheClassAndLeavesNothingBehind() {
        assertThat(failuresOf(WithADeviceThatCannotBe.class))
                .singleElement()
                .asString()
                .contains("no clientId");

        assertThat(ExtensionRun.SEEN).isEmpty();
        assertRefusesToAnswer(WithADeviceThatCannotBe.SANDBOX);
        assertClosed(URI.create("tcp://127.0.0.1:" + WithADeviceThatCannotBe.PORT));
    }

    @Test
    void portThatIsTakenFailsTheClass() throws IOException {
        int port = WithADeviceThatCannotBe.PORT;
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(failuresOf(WithADeviceThatCannotBe.class))
                    .singleElement()
                    .asString()
                    .contains("port " + taken.getLocalPort() + " on 127.0.0.1 is already in use");
        }
        assertRefusesToAnswer(WithADeviceThatCannotBe.SANDBOX);
    }
}
