package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.CustomCredentials;
import io.github.camelaliyun.mqtt.credential.DeviceCredentials;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CredentialsIT {

    private static final int INVALID_CLIENT_ID = 2;
    private static final int BAD_USER_NAME_OR_PASSWORD = 4;

    private final String clientId = SharedSandbox.uniqueClientId();

    @Test
    void signatureOfOwnClientIdIsAccepted() throws Exception {
        try (TestClient client = TestClient.connected(clientId)) {
            assertThat(SharedSandbox.get().connectedClients()).contains(clientId);
            assertThat(SharedSandbox.get().connectsOf(clientId)).isEqualTo(1);
        }
    }

    @Test
    void signatureOfAnotherClientIdIsRefused() {
        Credentials others = SharedSandbox.signed(SharedSandbox.uniqueClientId());

        assertThat(connack(clientId, others)).isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        assertThat(SharedSandbox.get().connectsOf(clientId)).isEqualTo(1);
        assertThat(SharedSandbox.get().connectedClients()).doesNotContain(clientId);
    }

    @Test
    void wrongSecretAccessKeyOrInstanceIsRefused() {
        assertThat(connack(clientId, signature(SharedSandbox.ACCESS_KEY, "wrong", SharedSandbox.INSTANCE_ID)))
                .isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        assertThat(connack(clientId, signature("wrong", SharedSandbox.SECRET_KEY, SharedSandbox.INSTANCE_ID)))
                .isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        assertThat(connack(clientId, signature(SharedSandbox.ACCESS_KEY, SharedSandbox.SECRET_KEY, "wrong")))
                .isEqualTo(BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void clientWithoutCredentialsIsRefused() {
        TestClient client = TestClient.of(clientId).with(options -> options.setUserName(null));

        assertThat(connack(client)).isEqualTo(BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void unknownModeIsRefused() {
        String password = SharedSandbox.signed(clientId).password();

        assertThat(connack(clientId, new Credentials("signature|test-access-key|post-cn-test", password)))
                .isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        assertThat(connack(clientId, new Credentials("Signature|", password))).isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        assertThat(connack(clientId, new Credentials("nobody", password))).isEqualTo(BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void malformedClientIdIsRefused() {
        for (String malformed :
                new String[] {"plain", "GRP_test@@@1", "GID_test@@1", "GID_test@@@a b", "GID_test@@@a@@@", "GID_@@@1"
                }) {
            assertThat(connack(TestClient.of(malformed))).as(malformed).isEqualTo(INVALID_CLIENT_ID);
        }
    }

    @Test
    void clientIdOverSixtyFourCharactersIsRefused() throws Exception {
        String longest = clientId + "x".repeat(64 - clientId.length());

        assertThat(connack(TestClient.of(longest + "x"))).isEqualTo(INVALID_CLIENT_ID);
        TestClient.connected(longest).close();
    }

    @Test
    void deviceCredentialWorksForItsClientIdAlone() throws Exception {
        DeviceCredentials device = new DeviceCredentials("DC." + clientId, "secret", SharedSandbox.INSTANCE_ID);
        SharedSandbox.get().registerDevice("DC." + clientId, "secret", clientId);
        String other = SharedSandbox.uniqueClientId();

        TestClient.of(clientId)
                .credentials(device.credentialsFor(clientId))
                .connect()
                .close();
        assertThat(connack(other, device.credentialsFor(other))).isEqualTo(BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void deviceThatWasNeverRegisteredIsRefused() {
        DeviceCredentials device = new DeviceCredentials("DC.unknown", "secret", SharedSandbox.INSTANCE_ID);

        assertThat(connack(clientId, device.credentialsFor(clientId))).isEqualTo(BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void customIdentityProvesItselfAsItWasRegistered() throws Exception {
        for (SignMode mode : SignMode.values()) {
            String anyClientId = "any-client-" + mode;
            String username = "user-" + mode;
            SharedSandbox.get().registerIdentity(username, "secret", mode);

            TestClient.of(anyClientId)
                    .credentials(new CustomCredentials(username, "secret", mode).credentialsFor(anyClientId))
                    .connect()
                    .close();
            assertThat(connack(anyClientId, new Credentials(username, "wrong"))).isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        }
    }

    private static Credentials signature(String accessKey, String secretKey, String instanceId, String clientId) {
        return new SignatureCredentials(accessKey, secretKey, instanceId).credentialsFor(clientId);
    }

    private Credentials signature(String accessKey, String secretKey, String instanceId) {
        return signature(accessKey, secretKey, instanceId, clientId);
    }

    private static int connack(String clientId, Credentials credentials) {
        return connack(TestClient.of(clientId).credentials(credentials));
    }

    private static int connack(TestClient client) {
        return catchThrowableOfType(MqttException.class, client::connect).getReasonCode();
    }
}
