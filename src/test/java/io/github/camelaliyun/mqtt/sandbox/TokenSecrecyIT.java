package io.github.camelaliyun.mqtt.sandbox;

import com.sun.net.httpserver.HttpServer;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.HttpTokenSource;
import io.github.camelaliyun.mqtt.credential.token.OpenApiTokenSource;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenRequest;
import io.github.camelaliyun.mqtt.credential.token.TokenSource;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import static io.github.camelaliyun.mqtt.sandbox.TokenClients.UPLOAD;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.changed;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.token;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.tokens;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Everything that can be done with a token or a secret, right and wrong, with every line that is logged about it. */
class TokenSecrecyIT {

    /** Of the project, the SDK and its HTTP client; other levels stay as they are. */
    private static final List<String> LOGGERS = List.of("io.github.camelaliyun", "com.aliyuncs", "org.apache.http");

    private static final String PLANTED = "planted-secret-of-someone";

    private final String clientId = SharedSandbox.uniqueClientId();
    private final TokenRequest request = new TokenRequest(clientId, TokenType.RW, List.of("test/#"));
    private final List<String> secrets = new ArrayList<>(List.of(PLANTED, SharedSandbox.SECRET_KEY));
    private final StringWriter failures = new StringWriter();

    @BeforeEach
    void logEverything() {
        tokens().openApi();
        LOGGERS.forEach(logger -> Configurator.setLevel(logger, Level.TRACE));
    }

    @AfterEach
    void logAsBefore() {
        Configurator.setLevel("io.github.camelaliyun", Level.INFO);
        Configurator.setLevel("com.aliyuncs", Level.WARN);
        Configurator.setLevel("org.apache.http", Level.WARN);
    }

    @Test
    void nothingThatIsLoggedOrThrownHoldsASecretOrAToken() throws Exception {
        List<String> lines;
        try (LogCapture log = new LogCapture()) {
            LoggerFactory.getLogger(TokenSecrecyIT.class).trace("lines of this level are seen");
            connectRightAndWrong();
            uploadRightAndWrong();
            callTheOpenApiRightAndWrong();
            askATokenServerRightAndWrong();
            lines = log.lines();
        }

        assertThat(lines)
                .anyMatch(line -> line.contains("lines of this level are seen"))
                .anyMatch(line -> line.contains("has a bad signature"))
                .anyMatch(line -> line.contains("sandbox's OpenAPI refused a call with SignatureDoesNotMatch"));
        assertThat(failures.toString()).contains("SignatureDoesNotMatch").contains("gave no token");
        String everything = String.join("\n", lines) + failures;
        assertThat(secrets)
                .hasSizeGreaterThan(6)
                .allSatisfy(secret -> assertThat(everything).doesNotContain(secret));
    }

    private void connectRightAndWrong() throws MqttException {
        Token token = planted(token(TokenType.RW, "test/#"));
        TokenClients.connected(clientId, token).close();
        for (String password : new String[] {"RW|" + planted(changed(token)), "RW|" + PLANTED, PLANTED}) {
            TestClient client = TestClient.of(clientId)
                    .credentials(new Credentials(
                            "Token|" + SharedSandbox.ACCESS_KEY + "|" + SharedSandbox.INSTANCE_ID, password));
            assertThatThrownBy(client::connect).isInstanceOf(MqttException.class);
        }
    }

    private void uploadRightAndWrong() throws Exception {
        try (TestClient client = TokenClients.connected(clientId, planted(token(TokenType.RW, "test/#")))) {
            client.publish(UPLOAD, upload(planted(token(TokenType.RW, "test/#"))));
            client.publish(UPLOAD, upload("RW", PLANTED));
            assertThat(client.isLost()).isTrue();
        }
        Token revoked = planted(token(TokenType.RW, "test/#"));
        try (TestClient client = TokenClients.connected(clientId, revoked)) {
            tokens().revoke(revoked);
            assertThat(client.isLost()).isTrue();
        }
    }

    private void callTheOpenApiRightAndWrong() throws Exception {
        OpenApiTokenSource right = openApi(SharedSandbox.SECRET_KEY);
        planted(right.fetch(request).get(0));
        fail(openApi(PLANTED));
    }

    private static OpenApiTokenSource openApi(String secret) {
        OpenApiTokenSource source = new OpenApiTokenSource();
        source.setEndpoint(tokens().openApi().toString());
        source.setInstanceId(SharedSandbox.INSTANCE_ID);
        source.setAccessKey(SharedSandbox.ACCESS_KEY);
        source.setSecretKey(secret);
        return source;
    }

    private void askATokenServerRightAndWrong() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        String good = "{\"tokens\":[{\"type\":\"RW\",\"token\":\"" + PLANTED + "\",\"expireTime\":1}]}";
        for (String answer : new String[] {good, good.replace("RW", "X")}) {
            server.createContext(answer == good ? "/good" : "/bad", exchange -> {
                exchange.sendResponseHeaders(200, answer.length());
                exchange.getResponseBody().write(answer.getBytes());
                exchange.close();
            });
        }
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(tokenServer(url + "/good").fetch(request)).hasSize(1);
            fail(tokenServer(url + "/bad"));
        } finally {
            server.stop(0);
        }
    }

    private static HttpTokenSource tokenServer(String url) {
        HttpTokenSource source = new HttpTokenSource();
        source.setServerUrl(url);
        source.setInstanceId(SharedSandbox.INSTANCE_ID);
        source.setServerBearer(PLANTED);
        return source;
    }

    private void fail(TokenSource source) {
        assertThatThrownBy(() -> source.fetch(request))
                .satisfies(failure -> failure.printStackTrace(new PrintWriter(failures, true)));
    }

    private Token planted(Token token) {
        planted(token.value());
        return token;
    }

    private String planted(String secret) {
        secrets.add(secret);
        return secret;
    }
}
