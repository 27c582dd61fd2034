package io.github.camelaliyun.mqtt.credential.token;

import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.OutputStream;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HttpTokenSourceTest {

    private static final String GOOD =
            "{\"tokens\":[{\"type\":\"RW\",\"token\":\"planted-token\",\"expireTime\":1800000000000}]}";
    private static final TokenRequest REQUEST =
            new TokenRequest("GID_test@@@1", TokenType.RW, List.of("test/#", "alert/+"));

    /** Whoever shows it masks tokens in it, and cuts it then. */
    @Test
    void aLongErrorIsTakenWhole() throws Exception {
        String reason = "x".repeat(1_000) + " and a token";
        try (TokenServer server = TokenServer.answering(500, "{\"error\":\"" + reason + "\"}")) {
            assertThatThrownBy(() -> source(server).fetch(REQUEST)).hasMessageEndingWith("(" + reason + ")");
        }
    }

    @Test
    void tokensOfTheServerAreReturned() throws Exception {
        try (TokenServer server = TokenServer.answering(200, GOOD)) {
            assertThat(source(server).fetch(REQUEST))
                    .containsExactly(
                            new Token(TokenType.RW, "planted-token", Instant.ofEpochMilli(1_800_000_000_000L)));
        }
    }

    @Test
    void serverIsToldWhoWantsWhat() throws Exception {
        try (TokenServer server = TokenServer.answering(200, GOOD)) {
            HttpTokenSource source = source(server);
            source.setServerBearer("device-key");
            source.fetch(REQUEST);

            assertThat(Jsoner.deserialize(server.bodies().get(0)))
                    .isEqualTo(Map.of(
                            "clientId",
                            "GID_test@@@1",
                            "instanceId",
                            "post-cn-test",
                            "actions",
                            List.of("R", "W"),
                            "resources",
                            List.of("alert/+", "test/#")));
            assertThat(server.authorizations()).containsExactly("Bearer device-key");
        }
    }

    @Test
    void withoutABearerTokenNoneIsSent() throws Exception {
        try (TokenServer server = TokenServer.answering(200, GOOD)) {
            source(server).fetch(REQUEST);

            assertThat(server.authorizations()).containsExactly("null");
        }
    }

    @Test
    void errorOfTheServerIsPassedOn() throws Exception {
        try (TokenServer server = TokenServer.answering(200, "{\"error\":\"device is\\nblocked\"}")) {
            assertThatThrownBy(() -> source(server).fetch(REQUEST))
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("http://127.0.0.1:")
                    .hasMessageContaining("\"device is blocked\"");
        }
    }

    @Test
    void statusThatIsNotOkIsAnErrorThatNamesIt() throws Exception {
        try (TokenServer server = TokenServer.answering(500, "{\"error\":\"no access key\"}")) {
            assertThatThrownBy(() -> source(server).fetch(REQUEST))
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("HTTP status 500: ")
                    .hasMessageEndingWith(" (no access key)")
                    .hasMessageContaining("log");
        }
    }

    @Test
    void redirectIsNotFollowed() throws Exception {
        try (TokenServer other = TokenServer.answering(200, GOOD);
                TokenServer server = TokenServer.handling(exchange -> {
                    exchange.getResponseHeaders().set("Location", other.url());
                    exchange.sendResponseHeaders(307, -1);
                })) {
            assertThatThrownBy(() -> source(server).fetch(REQUEST)).hasMessageContaining("HTTP status 307");
            assertThat(other.bodies()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>planted-token</html>",
                "[\"planted-token\"]",
                "{\"tokens\":[]}",
                "{\"tokens\":[\"planted-token\"]}",
                "{\"tokens\":[{\"type\":\"X\",\"token\":\"planted-token\",\"expireTime\":1}]}",
                "{\"tokens\":[{\"type\":\"RW\",\"token\":\"planted-token\"}]}",
                "{\"tokens\":[{\"type\":\"RW\",\"token\":\"planted-token\",\"expireTime\":\"soon\"}]}",
                "{\"tokens\":[{\"type\":\"RW\",\"token\":\"planted-token|x\",\"expireTime\":1}]}",
                "{\"tokens\":[{\"type\":\"R\",\"token\":\"planted-token\",\"expireTime\":1}]}",
                "{\"tokens\":[{\"type\":\"R\",\"token\":\"planted-token\",\"expireTime\":1},"
                        + "{\"type\":\"R\",\"token\":\"planted-token\",\"expireTime\":1}]}"
            })
    void answerThatIsNoneIsAnErrorThatDoesNotRepeatIt(String garbage) throws Exception {
        try (TokenServer server = TokenServer.answering(200, garbage)) {
            assertThatThrownBy(() -> source(server).fetch(REQUEST))
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("the token server http://127.0.0.1:")
                    .hasMessageNotContaining("planted")
                    .hasNoCause();
        }
    }

    @Test
    void readAndWriteMayComeAsTwoTokens() throws Exception {
        String two = "{\"tokens\":[{\"type\":\"R\",\"token\":\"a\",\"expireTime\":1},"
                + "{\"type\":\"W\",\"token\":\"b\",\"expireTime\":2}]}";
        try (TokenServer server = TokenServer.answering(200, two)) {
            assertThat(source(server).fetch(REQUEST)).extracting(Token::type).containsExactly(TokenType.R, TokenType.W);
        }
    }

    @Test
    void serverThatKeepsSilentIsGivenUpAfterTheTimeout() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (TokenServer server = TokenServer.handling(exchange -> await(done))) {
            assertGivenUp(server);
            done.countDown();
        }
    }

    @Test
    void serverThatBeginsAnAnswerAndStopsIsGivenUpAfterTheTimeout() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (TokenServer server = TokenServer.handling(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.write('{');
            body.flush();
            await(done);
        })) {
            assertGivenUp(server);
            done.countDown();
        }
    }

    @Test
    void serverThatIsNotThereIsAnErrorThatSaysSo() throws Exception {
        HttpTokenSource source = new HttpTokenSource();
        try (ServerSocket free = new ServerSocket(0)) {
            source.setServerUrl("http://127.0.0.1:" + free.getLocalPort());
        }
        source.setInstanceId("post-cn-test");

        assertThatThrownBy(() -> source.fetch(REQUEST))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://example.com/t", "http://10.0.0.1/t", "http://127.0.0.1.example.com/t", "ftp://localhost/"
            })
    void plainHttpIsForThisMachineOnly(String url) {
        assertThatThrownBy(() -> new HttpTokenSource().setServerUrl(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("serverUrl '" + url.substring(0, url.lastIndexOf('/'))
                        + "' is refused: tokens and keys go through"
                        + " https only, plain http is for 127.0.0.1, localhost and [::1]; set an https:// address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://example.com/t", "http://localhost:8080/t", "http://127.0.0.1/t", "http://[::1]:1/t"})
    void httpsAndThisMachineAreTaken(String url) {
        assertThatCode(() -> new HttpTokenSource().setServerUrl(url)).doesNotThrowAnyException();
    }

    @Test
    void timeoutIsNeverForEver() {
        assertThatThrownBy(() -> new HttpTokenSource().setTimeout(Duration.ZERO))
                .hasMessage("timeout is PT0S: a token source answers in finite time, set 1 ms to 60 s");
        assertThatThrownBy(() -> new HttpTokenSource().setTimeout(Duration.ofDays(1)))
                .hasMessageContaining("60 s");
    }

    @Test
    void missingSettingIsNamed() {
        assertThatThrownBy(() -> new HttpTokenSource().fetch(REQUEST))
                .hasMessage("serverUrl is not set: set serverUrl, the https:// address of the token server");
        HttpTokenSource source = new HttpTokenSource();
        source.setServerUrl("https://example.com");
        assertThatThrownBy(() -> source.fetch(REQUEST)).hasMessageContaining("instanceId is not set");
    }

    private static void assertGivenUp(TokenServer server) {
        HttpTokenSource source = source(server);
        source.setTimeout(Duration.ofMillis(300));
        long start = System.nanoTime();

        assertThatThrownBy(() -> source.fetch(REQUEST))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("did not answer within 300 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private static HttpTokenSource source(TokenServer server) {
        HttpTokenSource source = new HttpTokenSource();
        source.setServerUrl(server.url());
        source.setInstanceId("post-cn-test");
        return source;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
