package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

import static io.github.camelaliyun.mqtt.sandbox.TokenClients.token;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** CONNECT in token mode. */
class TokenModeIT {

    private static final int INVALID_CLIENT_ID = 2;
    private static final int BAD_USER_NAME_OR_PASSWORD = 4;
    private static final String USERNAME = "Token|" + SharedSandbox.ACCESS_KEY + "|" + SharedSandbox.INSTANCE_ID;

    private final String clientId = SharedSandbox.uniqueClientId();
    private final Token read = token(TokenType.R, "test/#");
    private final Token write = token(TokenType.W, "test/#");
    private final Token both = token(TokenType.RW, "test/#");

    @Test
    void validTokensAreAcceptedInAnyOrderAndNumber() throws Exception {
        String[] passwords = {
            "R|" + read.value(),
            "W|" + write.value(),
            "RW|" + both.value(),
            "R|" + read.value() + "|W|" + write.value(),
            "W|" + write.value() + "|R|" + read.value(),
            "RW|" + both.value() + "|R|" + read.value() + "|W|" + write.value()
        };
        for (String password : passwords) {
            presenting(password).connect().close();
        }
        assertThat(SharedSandbox.get().connectsOf(clientId)).isEqualTo(passwords.length);
    }

    @Test
    void oneBadTokenMakesAllBad() {
        assertRefused("RW|" + both.value() + "|R|made-up");
        assertRefused("R|made-up|RW|" + both.value());
    }

    @Test
    void tokenThatIsMadeUpOrChangedIsRefused() {
        assertRefused("RW|made-up");
        assertRefused("RW|" + TokenClients.changed(both));
    }

    @Test
    void tokenThatExpiredOrWasRevokedIsRefused() {
        Token expired = tokens().issue(TokenType.RW, Duration.ofSeconds(-1), "test/#");
        assertRefused("RW|" + expired.value());

        tokens().revoke(both);
        assertRefused("RW|" + both.value());

        tokens().expire(read);
        assertRefused("R|" + read.value());
    }

    @Test
    void tokenOfAnotherTypeThanSaidIsRefused() {
        assertRefused("RW|" + read.value());
        assertRefused("R|" + both.value());
        assertRefused("W|" + read.value());
    }

    @Test
    void twoTokensOfOneTypeAreRefused() {
        assertRefused("R|" + read.value() + "|R|" + token(TokenType.R, "test/#").value());
        assertRefused("R|" + read.value() + "|R|" + read.value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "RW", "RW|", "|", "rw|TOKEN", "TOKEN", "RW|TOKEN|", "RW|TOKEN|R", "X|TOKEN", "RW |TOKEN"})
    void passwordOfAnotherFormIsRefused(String form) {
        assertRefused(form.replace("TOKEN", both.value()));
    }

    @Test
    void usernameOfAnotherAccessKeyInstanceOrModeIsRefused() {
        String password = "RW|" + both.value();

        assertThat(connack(new Credentials("Token|wrong|" + SharedSandbox.INSTANCE_ID, password)))
                .isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        assertThat(connack(new Credentials("Token|" + SharedSandbox.ACCESS_KEY + "|wrong", password)))
                .isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        assertThat(connack(new Credentials(
                        "Signature|" + SharedSandbox.ACCESS_KEY + "|" + SharedSandbox.INSTANCE_ID, password)))
                .isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        assertThat(connack(new Credentials(
                        "token|" + SharedSandbox.ACCESS_KEY + "|" + SharedSandbox.INSTANCE_ID, password)))
                .isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        assertThat(connack(
                        new Credentials(USERNAME, SharedSandbox.signed(clientId).password())))
                .isEqualTo(BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void clientIdKeepsItsRulesInTokenMode() {
        TestClient client = TestClient.of("plain").credentials(new Credentials(USERNAME, "RW|" + both.value()));

        assertThat(connack(client)).isEqualTo(INVALID_CLIENT_ID);
    }

    @Test
    void tokenIsBoundToNoClientId() throws Exception {
        try (TestClient one = TokenClients.connected(clientId, both);
                TestClient other = TokenClients.connected(SharedSandbox.uniqueClientId(), both)) {
            assertThat(one.paho().isConnected()).isTrue();
            assertThat(other.paho().isConnected()).isTrue();
        }
    }

    @Test
    void waitingMessagesComeAfterATokenIsAcceptedAndNotBefore() throws Exception {
        String topic = "test/" + clientId;
        try (TestClient client = TokenClients.client(clientId, both).persistent()) {
            client.connect();
            client.subscribe(topic, 1);
            client.disconnect();
            try (TestClient from = TestClient.connected(SharedSandbox.uniqueClientId())) {
                from.publish(topic, "waiting");
                from.publish("test/p2p/" + clientId, "waiting");
            }
            try (TestClient bad = presenting("RW|made-up").persistent()) {
                assertThat(connack(bad)).isEqualTo(BAD_USER_NAME_OR_PASSWORD);
                assertThat(bad.received()).isEmpty();
                assertThat(SharedSandbox.get().sentTo(clientId)).isEmpty();
            }
            client.connect();

            client.awaitReceived(2);
            assertThat(client.received())
                    .containsExactlyInAnyOrder(topic + "=waiting", "test/p2p/" + clientId + "=waiting");
        }
    }

    @Test
    void clientThatComesBackInAnotherModeIsFreeOfItsTokens() throws Exception {
        try (TestClient former = TokenClients.connected(clientId, read);
                TestClient client = TestClient.connected(clientId)) {
            assertThat(former.isLost()).isTrue();
            client.publish("alert/" + clientId, "signed, so any topic");
            tokens().revoke(read);
            client.publish("test/p2p/" + clientId, "and for longer");

            client.awaitReceived(1);
            assertThat(client.received()).containsExactly("test/p2p/" + clientId + "=and for longer");
        }
    }

    private TestClient presenting(String password) {
        return TestClient.of(clientId).credentials(new Credentials(USERNAME, password));
    }

    private void assertRefused(String password) {
        assertThat(connack(presenting(password))).isEqualTo(BAD_USER_NAME_OR_PASSWORD);
        assertThat(SharedSandbox.get().connectedClients()).doesNotContain(clientId);
    }

    private int connack(Credentials credentials) {
        return connack(TestClient.of(clientId).credentials(credentials));
    }

    private static int connack(TestClient client) {
        return catchThrowableOfType(MqttException.class, client::connect).getReasonCode();
    }
}
