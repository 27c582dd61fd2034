package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static io.github.camelaliyun.mqtt.sandbox.TokenClients.EXPIRING;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.INVALID;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.UPLOAD;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.token;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Tokens that expire because a test wants them to, by the clientId that holds them. */
class TokenFaultsIT {

    private final SandboxFaults faults = SharedSandbox.get().faults();
    private final String clientId = SharedSandbox.uniqueClientId();

    @Test
    void expiredTokenIsToldThenTheConnectionEnds() throws Exception {
        Token token = token(TokenType.RW, "test/#");
        String otherId = SharedSandbox.uniqueClientId();
        try (TestClient client = TokenClients.connected(clientId, token);
                TestClient other = TokenClients.connected(otherId, token(TokenType.RW, "test/#"))) {
            faults.expireToken(clientId);

            assertThat(client.isLost()).isTrue();
            assertThat(client.received()).containsExactly(INVALID + "={\"code\":2,\"type\":\"RW\"}");
            assertThat(other.paho().isConnected()).isTrue();
            assertThat(other.received()).isEmpty();
        }
        // The token has expired for the next connect, too; 4 is MQTT 3.1.1's "bad user name or password".
        assertThatThrownBy(() -> TokenClients.connected(clientId, token))
                .isInstanceOfSatisfying(
                        MqttException.class, e -> assertThat(e.getReasonCode()).isEqualTo(4));
    }

    @Test
    void allTokensOfTheClientExpireAndItIsToldOnce() throws Exception {
        Token read = token(TokenType.R, "test/#");
        Token write = token(TokenType.W, "test/#");
        try (TestClient client = TokenClients.connected(clientId, read, write)) {
            faults.expireToken(clientId);

            assertThat(client.isLost()).isTrue();
            assertThat(client.receivedOn(INVALID)).hasSize(1);
        }
        for (Token each : List.of(read, write)) {
            assertThatThrownBy(() -> TokenClients.connected(clientId, each)).isInstanceOf(MqttException.class);
        }
    }

    @Test
    void tokenThatExpiresLaterIsAnnouncedOnceBefore() throws Exception {
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.RW, "test/#"))) {
            faults.expireToken(clientId, Duration.ofSeconds(3));
            faults.expireToken(clientId, Duration.ofSeconds(2));
            client.awaitReceived(1);
            assertThat(client.receivedOn(EXPIRING)).hasSize(1);

            assertThat(client.isLost()).isTrue();
            assertThat(client.receivedOn(EXPIRING)).hasSize(1);
            assertThat(client.receivedOn(INVALID)).containsExactly("{\"code\":2,\"type\":\"RW\"}");
        }
    }

    @Test
    void clientThatUploadsAnotherTokenInTimeStaysConnected() throws Exception {
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.RW, "test/#"))) {
            faults.expireToken(clientId, Duration.ofSeconds(2));
            client.awaitReceived(1);
            client.publish(UPLOAD, upload(token(TokenType.RW, "test/#")));

            await().during(Duration.ofSeconds(3))
                    .atMost(TestClient.PATIENCE)
                    .until(() -> client.paho().isConnected());
            assertThat(client.receivedOn(INVALID)).isEmpty();
        }
    }

    @Test
    void tokenNeverGetsMoreTimeThanItHas() throws Exception {
        Token token = SharedSandbox.get().tokens().issue(TokenType.RW, Duration.ofSeconds(3), "test/#");
        try (TestClient client = TokenClients.connected(clientId, token)) {
            faults.expireToken(clientId, Duration.ofHours(1));

            assertThat(client.isLost()).isTrue();
            assertThat(client.receivedOn(EXPIRING)).hasSize(1);
        }
    }

    @Test
    void clientWithoutATokenIsNamed() throws Exception {
        assertNoToken();
        try (TestClient client = TestClient.connected(clientId)) {
            assertNoToken();
            assertThat(client.paho().isConnected()).isTrue();
        }
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.RW, "test/#"))) {
            faults.expireToken(clientId);
            assertThat(client.isLost()).isTrue();
            // The second time it is gone.
            assertNoToken();
        }
    }

    private void assertNoToken() {
        assertThatThrownBy(() -> faults.expireToken(clientId))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining(clientId)
                .hasMessageContaining("holds no token");
    }
}
