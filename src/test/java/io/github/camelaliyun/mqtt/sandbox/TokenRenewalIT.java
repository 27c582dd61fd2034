package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent;
import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent.Kind;
import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static io.github.camelaliyun.mqtt.sandbox.TokenClients.EXPIRING;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.INVALID;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.UPLOAD;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.changed;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.token;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.tokens;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.upload;
import static org.assertj.core.api.Assertions.assertThat;

/** The end of a token, and what takes its place. */
class TokenRenewalIT {

    private static final Duration SHORT = Duration.ofSeconds(4);

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String topic = "test/" + clientId;

    @Test
    void expiryIsAnnouncedOnceThenToldAndEndsTheConnection() throws Exception {
        Token token = tokens().issue(TokenType.RW, SHORT, "test/#");
        try (TestClient client = TokenClients.connected(clientId, token)) {
            client.awaitReceived(1);
            assertThat(Instant.now()).isBefore(token.expiresAt());
            assertThat(client.isLost()).isTrue();

            assertThat(Instant.now()).isAfterOrEqualTo(token.expiresAt());
            assertThat(client.received())
                    .containsExactly(
                            EXPIRING + "={\"expireTime\":" + token.expiresAt().toEpochMilli() + ",\"type\":\"RW\"}",
                            INVALID + "={\"code\":2,\"type\":\"RW\"}");
        }
    }

    @Test
    void announcementCanBeWithheld() throws Exception {
        tokens().withholdExpireNotice(clientId);
        Token token = tokens().issue(TokenType.R, SHORT, "test/#");
        try (TestClient client = TokenClients.connected(clientId, token)) {
            assertThat(client.isLost()).isTrue();

            assertThat(client.received()).containsExactly(INVALID + "={\"code\":2,\"type\":\"R\"}");
        }
    }

    @Test
    void uploadedTokenCarriesTheConnectionOverTheEndOfTheFormerOne() throws Exception {
        Token token = tokens().issue(TokenType.RW, SHORT, "test/#");
        try (TestClient client = TokenClients.connected(clientId, token)) {
            client.awaitReceived(1);
            client.publish(UPLOAD, upload(token(TokenType.RW, "test/#")));
            awaitAfter(token.expiresAt());
            client.subscribe(topic, 1);
            client.publish(topic, "still here");

            client.awaitReceived(2);
            assertThat(client.receivedOn(INVALID)).isEmpty();
            assertThat(client.receivedOn(EXPIRING)).hasSize(1);
            assertThat(SharedSandbox.get().connectsOf(clientId)).isEqualTo(1);
        }
    }

    @Test
    void uploadedTokenBringsItsOwnRightsAndTheFormerOneHasNoneLeft() throws Exception {
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.RW, topic + "/old"))) {
            client.publish(topic + "/old", "a");
            client.publish(UPLOAD, upload(token(TokenType.RW, topic + "/new")));
            client.publish(topic + "/new", "b");
            client.publishAndForget(topic + "/old", new byte[] {'c'}, 1, false);

            assertEnded(client, 4, "RW");
        }
    }

    @Test
    void uploadedTokenOfAnotherTypeJoinsTheOthers() throws Exception {
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.R, topic))) {
            client.subscribe(topic, 1);
            client.publish(UPLOAD, upload(token(TokenType.W, topic)));
            client.publish(topic, "both ways");

            client.awaitReceived(1);
        }
    }

    @Test
    void endOfOneTokenOfSeveralEndsTheConnection() throws Exception {
        Token read = tokens().issue(TokenType.R, SHORT, topic);
        try (TestClient client = TokenClients.connected(clientId, read, token(TokenType.W, topic))) {
            assertEnded(client, 2, "R");
        }
    }

    @Test
    void badUploadIsAcknowledgedThenToldAndEndsTheConnection() throws Exception {
        Token revoked = token(TokenType.RW, "test/#");
        tokens().revoke(revoked);
        Token expired = tokens().issue(TokenType.RW, Duration.ofSeconds(-1), "test/#");
        Token good = token(TokenType.RW, "test/#");

        assertUploadEnds(upload("RW", "made-up"), 1, "RW");
        assertUploadEnds(upload(expired), 2, "RW");
        assertUploadEnds(upload(revoked), 3, "RW");
        assertUploadEnds(upload("R", good.value()), 5, "R");
        assertUploadEnds(upload("RW", changed(good)), 8, "RW");
    }

    @Test
    void uploadOfAnotherFormIsTakenAsForged() throws Exception {
        String value = token(TokenType.RW, "test/#").value();

        assertUploadEnds("", 1, "RW");
        assertUploadEnds("[]", 1, "RW");
        assertUploadEnds(value, 1, "RW");
        assertUploadEnds(upload("rw", value), 1, "RW");
        assertUploadEnds("{\"Token\":\"" + value + "\",\"type\":\"RW\"}", 1, "RW");
    }

    @Test
    void revokedTokenEndsTheConnectionAtOnce() throws Exception {
        Token token = token(TokenType.RW, "test/#");
        try (TestClient client = TokenClients.connected(clientId, token)) {
            tokens().revoke(token);

            assertEnded(client, 3, "RW");
        }
    }

    @Test
    void expiredTokenEndsTheConnectionAtOnce() throws Exception {
        Token token = token(TokenType.W, "test/#");
        try (TestClient client = TokenClients.connected(clientId, token)) {
            tokens().expire(token);

            assertEnded(client, 2, "W");
        }
    }

    @Test
    void formerTokenMayBeRevokedOnceItIsReplaced() throws Exception {
        Token former = token(TokenType.RW, "test/#");
        try (TestClient client = TokenClients.connected(clientId, former)) {
            client.publish(UPLOAD, upload(token(TokenType.RW, "test/#")));
            tokens().revoke(former);
            client.publish("test/p2p/" + clientId, "still here");

            client.awaitReceived(1);
            assertThat(client.receivedOn(INVALID)).isEmpty();
        }
    }

    @Test
    void uploadsAndWhatComesAfterThemAreSeenInOrder() throws Exception {
        Token next = token(TokenType.RW, "test/#");
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.RW, "test/#"))) {
            client.publish(topic, "before");
            client.publish(UPLOAD, upload(next));
            client.publish(topic, "after");
            client.subscribe(topic, 1);

            List<ClientEvent> events = tokens().eventsOf(clientId);
            assertThat(events)
                    .extracting(ClientEvent::kind)
                    .containsExactly(
                            Kind.PUBLISHED,
                            Kind.TOKEN_UPLOADED,
                            Kind.UPLOAD_ACKNOWLEDGED,
                            Kind.PUBLISHED,
                            Kind.SUBSCRIBED);
            assertThat(events)
                    .extracting(ClientEvent::what)
                    .containsExactly(topic, next.value(), next.value(), topic, topic);
            assertThat(events.toString()).doesNotContain(next.value());
        }
    }

    @Test
    void publishThatDoesNotWaitForTheAcknowledgementIsSeen() throws Exception {
        tokens().delayUploadAck(clientId, Duration.ofMillis(400));
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.RW, "test/#"))) {
            IMqttDeliveryToken upload = client.publishAndForget(
                    UPLOAD, upload(token(TokenType.RW, "test/#")).getBytes(), 1, false);
            client.publish(topic, "too early");

            upload.waitForCompletion(TestClient.PATIENCE.toMillis());
            assertThat(tokens().eventsOf(clientId))
                    .extracting(ClientEvent::kind)
                    .containsExactly(Kind.TOKEN_UPLOADED, Kind.PUBLISHED, Kind.UPLOAD_ACKNOWLEDGED);
        }
    }

    @Test
    void acknowledgementCanBeDelayed() throws Exception {
        Duration delay = Duration.ofMillis(400);
        tokens().delayUploadAck(clientId, delay);
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.RW, "test/#"))) {
            long start = System.nanoTime();
            client.publish(UPLOAD, upload(token(TokenType.RW, "test/#")));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
        }
    }

    @Test
    void uploadInAnotherModeIsAcknowledgedAndHasNoEffect() throws Exception {
        try (TestClient client = TestClient.connected(clientId)) {
            client.publish(UPLOAD, upload("RW", "made-up"));
            client.publish("test/p2p/" + clientId, "still here");

            client.awaitReceived(1);
            assertThat(client.received()).containsExactly("test/p2p/" + clientId + "=still here");
        }
    }

    @Test
    void connectionThatTookOverIsNotEndedByTheTokenOfTheFormerOne() throws Exception {
        Token former = tokens().issue(TokenType.RW, SHORT, "test/#");
        try (TestClient first = TokenClients.connected(clientId, former);
                TestClient second = TokenClients.connected(clientId, token(TokenType.RW, "test/#"))) {
            assertThat(first.isLost()).isTrue();
            awaitAfter(former.expiresAt());
            second.publish("test/p2p/" + clientId, "still here");

            second.awaitReceived(1);
            assertThat(second.received()).containsExactly("test/p2p/" + clientId + "=still here");
        }
    }

    @Test
    void tokenOfAClientThatHasLeftConcernsNobody() throws Exception {
        Token token = token(TokenType.RW, "test/#");
        TokenClients.connected(clientId, token).close();
        Awaitility.await().until(() -> !SharedSandbox.get().connectedClients().contains(clientId));
        try (LogCapture log = new LogCapture();
                TestClient other = TokenClients.connected(SharedSandbox.uniqueClientId(), token)) {
            tokens().revoke(token);
            assertEnded(other, 3, "RW");

            assertThat(log.lines()).noneMatch(line -> line.contains(clientId));
        }
    }

    @Test
    void everyHolderOfATokenIsTold() throws Exception {
        Token shared = token(TokenType.RW, "test/#");
        try (TestClient one = TokenClients.connected(clientId, shared);
                TestClient other = TokenClients.connected(SharedSandbox.uniqueClientId(), shared)) {
            tokens().revoke(shared);

            assertEnded(one, 3, "RW");
            assertEnded(other, 3, "RW");
        }
    }

    private void assertUploadEnds(String payload, int code, String type) throws Exception {
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.RW, "test/#"))) {
            client.publish(UPLOAD, payload);

            assertEnded(client, code, type);
        }
    }

    private static void assertEnded(TestClient client, int code, String type) throws InterruptedException {
        assertThat(client.isLost()).isTrue();
        assertThat(client.receivedOn(INVALID)).containsExactly("{\"code\":" + code + ",\"type\":\"" + type + "\"}");
    }

    /** Long enough after for a notice that should not come. */
    private static void awaitAfter(Instant instant) {
        Awaitility.await().atMost(TestClient.PATIENCE).until(() -> Instant.now().isAfter(instant.plusMillis(300)));
    }
}
