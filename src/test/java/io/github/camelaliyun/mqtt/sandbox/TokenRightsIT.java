package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.github.camelaliyun.mqtt.sandbox.TokenClients.INVALID;
import static io.github.camelaliyun.mqtt.sandbox.TokenClients.token;
import static org.assertj.core.api.Assertions.assertThat;

/** What a client in token mode may do, and what becomes of it if it does more. */
class TokenRightsIT {

    private static final int WRONG_RESOURCE = 4;
    private static final int WRONG_ACTION = 5;

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String other = SharedSandbox.uniqueClientId();
    private final String topic = "test/" + clientId;

    @Test
    void coveredTopicsMayBePublishedAndSubscribed() throws Exception {
        Token token = token(TokenType.RW, topic + "/#", "alert/+/" + clientId);
        try (TestClient client = TokenClients.connected(clientId, token)) {
            client.subscribe(topic + "/+/deep", 1);
            client.subscribe("alert/+/" + clientId, 1);
            client.publish(topic + "/one/deep", "a");
            client.publish("alert/any/" + clientId, "b");

            client.awaitReceived(2);
            assertThat(client.received()).containsExactly(topic + "/one/deep=a", "alert/any/" + clientId + "=b");
        }
    }

    @Test
    void publishOutsideTheResourcesIsToldAndDisconnectedAndNotDelivered() throws Exception {
        try (TestClient spy = TestClient.connected(other);
                TestClient client = TokenClients.connected(clientId, token(TokenType.RW, topic))) {
            spy.subscribe("test/#", 1);
            client.publishAndForget(topic + "/below", new byte[] {'x'}, 1, false);

            assertToldAndDisconnected(client, WRONG_RESOURCE, "RW");
            spy.publish(topic, "end");
            spy.awaitReceived(1);
            assertThat(spy.received()).containsExactly(topic + "=end");
        }
    }

    @Test
    void publishWithQosZeroIsNoWayAround() throws Exception {
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.W, topic))) {
            client.publishAndForget("test/other", new byte[] {'x'}, 0, false);

            assertToldAndDisconnected(client, WRONG_RESOURCE, "W");
        }
    }

    @Test
    void violationAndWhatFollowsItAreNeitherAcknowledgedNorDelivered() throws Exception {
        try (TestClient spy = TestClient.connected(other);
                TestClient client = TokenClients.connected(clientId, token(TokenType.W, topic))) {
            spy.subscribe("test/#", 1);
            IMqttDeliveryToken violation = client.publishAndForget("test/other", new byte[] {'x'}, 1, false);
            IMqttDeliveryToken next = client.publishAndForget(topic, new byte[] {'y'}, 1, false);

            assertThat(client.isLost()).isTrue();
            assertThat(violation.getException()).isNotNull();
            assertThat(next.getException()).isNotNull();
            spy.publish(topic, "end");
            spy.awaitReceived(1);
            assertThat(spy.received()).containsExactly(topic + "=end");
        }
    }

    @Test
    void subscribeOutsideTheResourcesIsToldAndDisconnected() throws Exception {
        for (String filter : List.of("alert/" + clientId, "test/#", "test/+", topic + "/#")) {
            try (TestClient client = TokenClients.connected(clientId, token(TokenType.R, topic, topic + "/+"))) {
                client.subscribeAndForget(filter);

                assertToldAndDisconnected(client, WRONG_RESOURCE, "R");
            }
        }
    }

    @Test
    void readTokenDoesNotLetPublish() throws Exception {
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.R, "test/#"))) {
            client.subscribe(topic, 1);
            client.publishAndForget(topic, new byte[] {'x'}, 1, false);

            assertToldAndDisconnected(client, WRONG_ACTION, "R");
        }
    }

    @Test
    void writeTokenDoesNotLetSubscribe() throws Exception {
        try (TestClient client = TokenClients.connected(clientId, token(TokenType.W, "test/#"))) {
            client.publish(topic, "x");
            client.subscribeAndForget(topic);

            assertToldAndDisconnected(client, WRONG_ACTION, "W");
        }
    }

    @Test
    void readAndWriteTokensTogetherAllowEachItsOwn() throws Exception {
        Token[] held = {token(TokenType.R, topic), token(TokenType.W, topic, topic + "/out")};
        try (TestClient client = TokenClients.connected(clientId, held)) {
            client.subscribe(topic, 1);
            client.publish(topic, "a");
            client.publish(topic + "/out", "b");
            client.awaitReceived(1);
            client.subscribeAndForget(topic + "/out");

            assertToldAndDisconnected(client, WRONG_RESOURCE, "R");
        }
    }

    @Test
    void ownP2pMessagesAreReceivedWithoutBeingCovered() throws Exception {
        try (TestClient from = TestClient.connected(other);
                TestClient client = TokenClients.connected(clientId, token(TokenType.R, topic))) {
            from.publish("alert/p2p/" + clientId, "one");
            client.awaitReceived(1);
            IMqttToken subscribed = client.paho().subscribe("test/p2p/" + clientId, 1);
            subscribed.waitForCompletion(TestClient.PATIENCE.toMillis());
            from.publish("test/p2p/" + clientId, "two");
            client.awaitReceived(2);

            assertThat(subscribed.getGrantedQos()).containsExactly(1);
            assertThat(client.received())
                    .containsExactly("alert/p2p/" + clientId + "=one", "test/p2p/" + clientId + "=two");
        }
    }

    @Test
    void sendingP2pMessagesNeedsToBeCovered() throws Exception {
        try (TestClient to = TestClient.connected(other)) {
            try (TestClient client = TokenClients.connected(clientId, token(TokenType.W, "test/p2p/#"))) {
                client.publish("test/p2p/" + other, "covered");
                to.awaitReceived(1);
            }
            try (TestClient client = TokenClients.connected(clientId, token(TokenType.W, topic))) {
                client.publishAndForget("test/p2p/" + other, new byte[] {'x'}, 1, false);

                assertToldAndDisconnected(client, WRONG_RESOURCE, "W");
            }
            assertThat(to.received()).containsExactly("test/p2p/" + other + "=covered");
        }
    }

    @Test
    void otherClientsAreNotTold() throws Exception {
        try (TestClient spy = TokenClients.connected(other, token(TokenType.RW, "test/#"));
                TestClient client = TokenClients.connected(clientId, token(TokenType.W, topic))) {
            client.publishAndForget("test/other", new byte[] {'x'}, 1, false);
            assertToldAndDisconnected(client, WRONG_RESOURCE, "W");
            spy.publish("test/p2p/" + other, "end");
            spy.awaitReceived(1);

            assertThat(spy.received()).containsExactly("test/p2p/" + other + "=end");
        }
    }

    @Test
    void clientThatWasDisconnectedMayComeBackAndGetsNoStaleNotice() throws Exception {
        Token token = token(TokenType.RW, "test/#");
        try (TestClient client =
                TokenClients.client(clientId, token).persistent().connect()) {
            client.publishAndForget("alert/x", new byte[] {'x'}, 0, false);
            assertToldAndDisconnected(client, WRONG_RESOURCE, "RW");
        }
        try (TestClient client =
                TokenClients.client(clientId, token).persistent().connect()) {
            client.publish("test/p2p/" + clientId, "back");
            client.awaitReceived(1);

            assertThat(client.received()).containsExactly("test/p2p/" + clientId + "=back");
        }
    }

    private void assertToldAndDisconnected(TestClient client, int code, String type) throws InterruptedException {
        assertThat(client.isLost()).isTrue();
        assertThat(client.receivedOn(INVALID)).containsExactly("{\"code\":" + code + ",\"type\":\"" + type + "\"}");
    }
}
