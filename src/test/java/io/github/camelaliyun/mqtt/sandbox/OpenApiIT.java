package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.token.OpenApiTokenSource;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenRequest;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static io.github.camelaliyun.mqtt.sandbox.TokenClients.INVALID;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The vendor's SDK against the sandbox's OpenAPI. */
class OpenApiIT {

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String topic = "test/" + clientId;

    @AfterEach
    void restoreTheServicesLimit() {
        tokens().minLife(ServiceLimits.MIN_TOKEN_LIFE);
    }

    @Test
    void appliedTokenLetsItsHolderIn() throws Exception {
        for (TokenType type : TokenType.values()) {
            Instant before = Instant.now();
            List<Token> applied = source().fetch(request(type, topic + "/+", "alert/a b~*中"));

            assertThat(applied).extracting(Token::type).containsExactly(type);
            assertThat(applied.get(0).expiresAt())
                    .isBetween(before.plusSeconds(3_599), Instant.now().plusSeconds(3_600));
            TokenClients.connected(clientId, applied.get(0)).close();
        }
    }

    @Test
    void appliedTokenIsForItsTopicsAlone() throws Exception {
        Token token = source().fetch(request(TokenType.W, topic)).get(0);
        try (TestClient client = TokenClients.connected(clientId, token)) {
            client.publish(topic, "mine");
            client.publishAndForget("test/other", new byte[] {'x'}, 1, false);

            assertThat(client.isLost()).isTrue();
            assertThat(client.receivedOn(INVALID)).containsExactly("{\"code\":4,\"type\":\"W\"}");
        }
    }

    @Test
    void appliedTokenLivesAsLongAsAskedFor() throws Exception {
        tokens().minLife(Duration.ofSeconds(1));
        OpenApiTokenSource source = source();
        source.setLife(Duration.ofSeconds(5));
        Token token = source.fetch(request(TokenType.R, topic)).get(0);
        try (TestClient client = TokenClients.connected(clientId, token)) {
            assertThat(client.isLost()).isTrue();
            assertThat(Instant.now())
                    .isBetween(token.expiresAt(), token.expiresAt().plusSeconds(5));
        }
    }

    @Test
    void shorterLifeThanTheServiceAllowsIsRefused() {
        OpenApiTokenSource source = source();
        source.setLife(Duration.ofSeconds(30));

        assertThatThrownBy(() -> source.fetch(request(TokenType.R, topic)))
                .isInstanceOf(TokenException.class)
                .hasMessageStartingWith("ApplyToken failed with InvalidParameter.ExpireTime, request ")
                .hasMessageContaining("60 s to 30 days");
    }

    @Test
    void longerLifeThanTheServiceAllowsIsShortened() throws Exception {
        OpenApiTokenSource source = source();
        source.setLife(Duration.ofDays(400));

        assertThat(source.fetch(request(TokenType.R, topic)).get(0).expiresAt())
                .isBefore(Instant.now().plus(Duration.ofDays(30)).plusSeconds(1));
    }

    @Test
    void wrongSecretIsAnErrorThatSaysWhatToDoAndRepeatsNothing() {
        OpenApiTokenSource source = source();
        source.setSecretKey("planted-wrong-secret");

        assertThatThrownBy(() -> source.fetch(request(TokenType.R, topic)))
                .isInstanceOf(TokenException.class)
                .hasMessageStartingWith("ApplyToken failed with SignatureDoesNotMatch, request ")
                .hasMessageContaining("AccessKey secret does not belong to the AccessKey ID")
                .hasMessageNotContaining("planted")
                .hasNoCause();
    }

    @Test
    void unknownAccessKeyIsAnErrorThatSaysWhatToDo() {
        OpenApiTokenSource source = source();
        source.setAccessKey("planted-other-key");

        assertThatThrownBy(() -> source.fetch(request(TokenType.R, topic)))
                .hasMessageContaining("InvalidAccessKeyId.NotFound")
                .hasMessageContaining("does not know the AccessKey ID")
                .hasMessageNotContaining("planted");
    }

    @Test
    void unknownInstanceIsAnErrorThatNamesTheSetting() {
        OpenApiTokenSource source = source();
        source.setInstanceId("post-cn-other");

        assertThatThrownBy(() -> source.fetch(request(TokenType.R, topic)))
                .hasMessageContaining("InvalidParameter.InstanceId")
                .hasMessageContaining("instance ID");
    }

    @Test
    void sourceFindsCredentialsBySystemPropertiesWhenItHasNone() throws Exception {
        OpenApiTokenSource source = source();
        source.setAccessKey(null);
        source.setSecretKey(null);
        System.setProperty("alibabacloud.accessKeyId", SharedSandbox.ACCESS_KEY);
        System.setProperty("alibabacloud.accessKeySecret", SharedSandbox.SECRET_KEY);
        try {
            assertThat(source.fetch(request(TokenType.R, topic))).hasSize(1);
        } finally {
            System.clearProperty("alibabacloud.accessKeyId");
            System.clearProperty("alibabacloud.accessKeySecret");
        }
    }

    @Test
    void endpointThatIsNotThereIsAnErrorThatSaysSo() throws IOException {
        OpenApiTokenSource source = source();
        try (ServerSocket free = new ServerSocket(0)) {
            source.setEndpoint("http://127.0.0.1:" + free.getLocalPort());
        }

        assertThatThrownBy(() -> source.fetch(request(TokenType.R, topic)))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("SDK.ServerUnreachable")
                .hasMessageContaining("region or endpoint");
    }

    @Test
    void endpointThatKeepsSilentIsGivenUp() throws IOException {
        OpenApiTokenSource source = source();
        source.setReadTimeout(Duration.ofMillis(300));
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            source.setEndpoint("http://127.0.0.1:" + silent.getLocalPort());
            long start = System.nanoTime();

            assertThatThrownBy(() -> source.fetch(request(TokenType.R, topic)))
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("did not answer in time");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void portOpensAtTheFirstCallAndClosesWithTheSandbox() throws Exception {
        Sandbox own = Sandbox.start(SharedSandbox.options(0, false));
        int port;
        try {
            port = own.tokens().openApi().getPort();
            assertThat(own.tokens().openApi().getPort()).isEqualTo(port);
        } finally {
            own.close();
        }

        new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
        assertThatThrownBy(() -> own.tokens().openApi()).hasMessageContaining("closed");
    }

    private static OpenApiTokenSource source() {
        OpenApiTokenSource source = new OpenApiTokenSource();
        source.setEndpoint(tokens().openApi().toString());
        source.setInstanceId(SharedSandbox.INSTANCE_ID);
        source.setAccessKey(SharedSandbox.ACCESS_KEY);
        source.setSecretKey(SharedSandbox.SECRET_KEY);
        return source;
    }

    private TokenRequest request(TokenType type, String... resources) {
        return TokenRequest.of(clientId, type, List.of(resources));
    }
}
