package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The bearer token is sent, and shown nowhere; nor is what may be a key in the address. */
class HttpTokenSourceSecretsTest {

    private static final TokenRequest REQUEST = new TokenRequest("GID_test@@@1", TokenType.RW, List.of("test/#"));

    /** As a file has it that a secret is mounted in. */
    @Test
    void whiteSpaceAtTheEndsIsNoPartOfTheBearerToken() throws Exception {
        try (TokenServer server = TokenServer.answering(200, "{}")) {
            HttpTokenSource source = new HttpTokenSource();
            source.setServerUrl(server.url());
            source.setInstanceId("post-cn-test");
            source.setServerBearer(" device-key\r\n");
            assertThatThrownBy(() -> source.fetch(REQUEST)).hasMessageContaining("gave no token");

            assertThat(server.authorizations()).containsExactly("Bearer device-key");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"planted\nx", "planted\u0000", "planted\u4e2d", "pl\u00e9planted", "planted\u007fx"})
    void aBearerTokenThatNoHeaderCanHaveIsRefusedWithoutRepeatingIt(String bearer) {
        assertThatThrownBy(() -> new HttpTokenSource().setServerBearer(bearer))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("serverBearer has a character that a header cannot have")
                .hasMessageNotContaining("planted");
    }

    /** The JDK's own text quotes the first line, and that of an echo is the request's. */
    @Test
    void whatIsNoHttpIsAnErrorThatDoesNotRepeatIt() throws Exception {
        try (ServerSocket echo = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> echo(echo));
            answering.start();
            HttpTokenSource source = new HttpTokenSource();
            source.setServerUrl("http://127.0.0.1:" + echo.getLocalPort() + "/planted?key=planted");
            source.setInstanceId("post-cn-test");
            source.setServerBearer("planted");

            assertThatThrownBy(() -> source.fetch(REQUEST))
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("cannot be reached (java.net.ProtocolException)")
                    .hasMessageNotContaining("planted")
                    .hasNoCause();
            answering.join();
        }
    }

    private static void echo(ServerSocket server) {
        try (Socket client = server.accept()) {
            byte[] request = new byte[8_192];
            client.getOutputStream().write(request, 0, client.getInputStream().read(request));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void bearerTokenAndPathAreNotPrinted() {
        HttpTokenSource source = new HttpTokenSource();
        source.setServerUrl("https://example.com/planted-key");
        source.setServerBearer("planted-bearer");

        assertThat(source.toString()).contains("https://example.com").doesNotContain("planted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/t?key=planted",
                "http://example.com/planted",
                "https://user:planted@example.com/t",
                "https://:planted",
                "planted secret",
                "https:///planted"
            })
    void addressThatIsNoneIsRefusedWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> new HttpTokenSource().setServerUrl(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("planted");
    }
}
