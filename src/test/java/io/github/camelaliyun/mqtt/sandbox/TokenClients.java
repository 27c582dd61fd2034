package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenCredentials;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.eclipse.paho.client.mqttv3.MqttException;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Raw clients in token mode, and what they do with tokens. */
final class TokenClients {

    static final Duration LONG = Duration.ofMinutes(10);
    static final String UPLOAD = "$SYS/uploadToken";
    static final String EXPIRING = "$SYS/tokenExpireNotice";
    static final String INVALID = "$SYS/tokenInvalidNotice";

    private TokenClients() {}

    static SandboxTokens tokens() {
        return SharedSandbox.get().tokens();
    }

    static Token token(TokenType type, String... resources) {
        return tokens().issue(type, LONG, resources);
    }

    /** Not connected yet. */
    static TestClient client(String clientId, Token... held) {
        return TestClient.of(clientId)
                .credentials(new TokenCredentials(SharedSandbox.ACCESS_KEY, SharedSandbox.INSTANCE_ID)
                        .credentialsFor(List.of(held)));
    }

    static TestClient connected(String clientId, Token... held) throws MqttException {
        return client(clientId, held).connect();
    }

    static String upload(Token token) {
        return upload(token.type().name(), token.value());
    }

    static String upload(String type, String value) {
        return Jsoner.serialize(new JsonObject(Map.of("token", value, "type", type)));
    }

    /** The token's last character but one replaced: still Base64 of the same length. */
    static String changed(Token token) {
        char[] value = token.value().toCharArray();
        int at = value.length / 2;
        value[at] = value[at] == 'A' ? 'B' : 'A';
        return new String(value);
    }
}
