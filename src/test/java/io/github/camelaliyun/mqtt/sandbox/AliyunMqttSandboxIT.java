package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The extension as a test has it. */
class AliyunMqttSandboxIT {

    private static final String CLIENT_ID = "GID_shop@@@1";

    @RegisterExtension
    static final AliyunMqttSandbox SANDBOX = AliyunMqttSandbox.create()
            .withParentTopics("shop", "stock")
            .withGroups("GID_shop")
            .withAccount("second-key", "second-secret", "post-cn-second")
            .withIdentity("till", "till-secret", SignMode.ORIGIN);

    @Test
    void whatATestPublishesWaitsForAClientThatGetsIt() throws Exception {
        CompletableFuture<Void> published = CompletableFuture.runAsync(() -> SANDBOX.publish("stock/coffee", "12"));
        try (TestClient client = client(CLIENT_ID, usual(CLIENT_ID)).connect()) {
            assertThat(published).isNotDone();
            client.subscribe("stock/#", 1);

            published.get(10, TimeUnit.SECONDS);
            client.awaitReceived(1);
        }
    }

    @Test
    void aP2pMessageWaitsForItsTargetAndForNobodyElse() throws Exception {
        String target = "GID_shop@@@2";
        try (TestClient other = client(CLIENT_ID, usual(CLIENT_ID)).connect()) {
            other.subscribe("shop/#", 1);
            CompletableFuture<Void> published =
                    CompletableFuture.runAsync(() -> SANDBOX.publish("shop/p2p/" + target, "to you"));
            try (TestClient client = client(target, usual(target)).connect()) {
                published.get(10, TimeUnit.SECONDS);
                client.awaitReceived(1);
            }
            assertThat(SANDBOX.sandbox().sentTo(CLIENT_ID))
                    .noneMatch(sent -> sent.text().equals("to you"));
        }
    }

    @Test
    void thatNobodyWouldGetAMessageIsTold() {
        assertThatThrownBy(() -> SANDBOX.sandbox().awaitReceiver("elsewhere/nobody", Duration.ofMillis(50)))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("no client would get a message on 'elsewhere/nobody'");
    }

    @Test
    void theAccountsIdentitiesAndGroupsAreThoseThatWereGiven() throws Exception {
        Credentials second =
                new SignatureCredentials("second-key", "second-secret", "post-cn-second").credentialsFor(CLIENT_ID);
        client(CLIENT_ID, second).connect().close();
        client("any", new Credentials("till", "till-secret")).connect().close();
        assertThatThrownBy(() -> client("GID_other@@@1", usual("GID_other@@@1")).connect())
                .isInstanceOf(MqttException.class);
    }

    @Test
    void itIsWhatTheApplicationHas() {
        assertThat(AliyunMqttSandbox.ofApplication().sandbox()).isSameAs(SANDBOX.sandbox());
    }

    @Test
    void theSandboxOfTheApplicationCannotBeChangedByATest() {
        assertThatThrownBy(() -> AliyunMqttSandbox.ofApplication().withPort(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("set them there");
    }

    @Test
    void beforeTheFirstTestThereIsNone() {
        assertThatThrownBy(() -> AliyunMqttSandbox.create().sandbox())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }

    @Nested
    class Inside {

        @Test
        void aNestedClassHasTheSandboxOfItsOuterOne() {
            assertThat(SANDBOX.sandbox().connectedClients()).isEqualTo(Set.of());
        }
    }

    private static TestClient client(String clientId, Credentials credentials) {
        URI endpoint = SANDBOX.endpoint();
        return TestClient.of(endpoint.toString(), clientId).credentials(credentials);
    }

    private static Credentials usual(String clientId) {
        return new SignatureCredentials(
                        AliyunMqttSandbox.ACCESS_KEY, AliyunMqttSandbox.SECRET_KEY, AliyunMqttSandbox.INSTANCE_ID)
                .credentialsFor(clientId);
    }
}
