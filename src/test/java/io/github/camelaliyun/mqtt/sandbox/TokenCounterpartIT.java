package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.kit.MqttJsClient;
import io.github.camelaliyun.mqtt.kit.RequiresNode;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static io.github.camelaliyun.mqtt.sandbox.TokenClients.EXPIRING;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.INVALID;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.UPLOAD;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.token;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.tokens;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.upload;
import static org.assertj.core.api.Assertions.assertThat;

/** Token mode with MQTT.js, which shares no code with the sandbox. */
@RequiresNode
class TokenCounterpartIT {

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String topic = "test/" + clientId;

    @Test
    void twoTokensLetItPublishAndSubscribe() {
        try (MqttJsClient client = start(topic, token(TokenType.W, topic), token(TokenType.R, topic))) {
            client.awaitLine("subscribed " + topic);
            client.publish(topic, "round");

            client.awaitMessage(topic, "round");
        }
    }

    @Test
    void bothNoticesReachItWithoutASubscriptionAndThenItIsDisconnected() {
        Token token = tokens().issue(TokenType.RW, Duration.ofSeconds(8), topic);
        MqttJsClient client = start(null, token);
        client.awaitLine("connected");

        assertThat(client.awaitExit()).isEqualTo(1);
        long end = token.expiresAt().toEpochMilli();
        assertThat(client.lines())
                .containsSubsequence(
                        "topic:" + EXPIRING + " msg:{\"expireTime\":" + end + ",\"type\":\"RW\"}",
                        "topic:" + INVALID + " msg:{\"code\":2,\"type\":\"RW\"}");
        client.close();
    }

    @Test
    void uploadIsAcknowledgedAndTakesEffect() {
        try (MqttJsClient client = start(null, token(TokenType.R, topic))) {
            client.awaitLine("connected");
            client.publish(UPLOAD, upload(token(TokenType.W, topic)));
            client.publish(topic, "allowed now");
        }
    }

    private MqttJsClient start(String subscribe, Token... held) {
        StringBuilder tokens = new StringBuilder();
        for (Token token : held) {
            tokens.append(tokens.isEmpty() ? "" : ",")
                    .append(token.type())
                    .append('=')
                    .append(token.value());
        }
        return MqttJsClient.start(
                new MqttJsClient.Options(
                        SharedSandbox.get().tcp(),
                        clientId,
                        SharedSandbox.ACCESS_KEY,
                        "unused",
                        SharedSandbox.INSTANCE_ID,
                        subscribe),
                Map.of("MQTT_TOKENS", tokens.toString()));
    }
}
