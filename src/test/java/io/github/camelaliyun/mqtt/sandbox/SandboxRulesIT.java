package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SandboxRulesIT {

    private static final byte[] PAYLOAD = {1};
    private static final String OVER_LONG = "test/a-topic-of-sixty-five-characters-which-is-one-more-than-okay";

    private final String clientId = SharedSandbox.uniqueClientId();

    @Test
    void willIsRefused() {
        TestClient client = TestClient.of(clientId).with(options -> options.setWill("test/will", PAYLOAD, 1, false));

        assertThat(catchThrowableOfType(MqttException.class, client::connect).getReasonCode())
                .isEqualTo(5);
    }

    @Test
    void retainedMessageClosesTheConnection() throws Exception {
        assertClosedByPublish("test/retained", PAYLOAD, true);
    }

    @Test
    void largestPayloadArrivesAndOneByteMoreClosesTheConnection() throws Exception {
        try (TestClient client = TestClient.connected(clientId)) {
            client.subscribe("test/" + clientId, 1);
            client.publish("test/" + clientId, new byte[64 * 1024], 1, false);
            client.awaitReceived(1);
        }
        assertClosedByPublish("test/large", new byte[64 * 1024 + 1], false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown/topic", "unknown", "/test/topic", "Test/topic", OVER_LONG})
    void topicThatDoesNotExistOrIsTooLongClosesThePublisher(String topic) throws Exception {
        assertClosedByPublish(topic, PAYLOAD, false);
    }

    @Test
    void parentTopicThatIsAddedExistsFromThenOn() throws Exception {
        assertClosedByPublish("added/topic", PAYLOAD, false);
        SharedSandbox.get().addParentTopics(Set.of("added"));

        try (TestClient client = TestClient.connected(clientId)) {
            client.publish("added/topic", "known");
        }
        assertThat(SharedSandbox.get()
                        .awaitPublished("added/topic", TestClient.PATIENCE)
                        .text())
                .isEqualTo("known");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown/topic",
                "#",
                "+/oppo",
                "+",
                "/test/topic",
                "$share/group/test/oppo",
                "$SYS/#",
                "$queue/test/a",
                OVER_LONG
            })
    void forbiddenFilterClosesTheSubscriber(String filter) throws Exception {
        try (TestClient client = TestClient.connected(clientId)) {
            client.subscribeAndForget(filter);

            assertThat(client.isLost()).isTrue();
            assertThat(SharedSandbox.get().subscriptionsOf(clientId)).containsExactly(filter);
        }
    }

    @Test
    void longestTopicAndWildcardsBelowTheParentWork() throws Exception {
        String topic = ("alert/" + clientId + "/" + "x".repeat(64)).substring(0, 64);
        try (TestClient client = TestClient.connected(clientId)) {
            client.subscribe("alert/" + clientId + "/#", 1);
            client.subscribe("alert/+/none", 1);
            client.publish(topic, "long");

            client.awaitReceived(1);
            assertThat(client.received()).containsExactly(topic + "=long");
        }
    }

    @Test
    void whatClientsTellTheServiceIsAcknowledgedAndGoesNowhere() throws Exception {
        try (TestClient client = TestClient.connected(clientId)) {
            client.publish("$SYS/uploadToken", "{}");
            client.publish("$SYS/enableOrderMsg", "{\"order\":\"true\"}");
            client.publish("test/p2p/" + clientId, "real");

            client.awaitReceived(1);
            assertThat(client.received()).containsExactly("test/p2p/" + clientId + "=real");
        }
    }

    /** P39 */
    @ParameterizedTest
    @ValueSource(strings = {"$SYS/x", "$server/p2p/GID_test@@@forged", "$share/group/test/a", "$delayed/1/test/a", "$"})
    void otherTopicsThatBeginWithADollarCloseThePublisher(String topic) throws Exception {
        try (LogCapture log = new LogCapture()) {
            assertClosedByPublish(topic, PAYLOAD, false);

            assertThat(log.lines())
                    .contains("WARN sandbox refused " + clientId + ": PUBLISH to '" + topic
                            + "'; the service's rule: topics that begin with $ are the service's own, of which clients"
                            + " publish to $SYS/uploadToken and $SYS/enableOrderMsg alone");
        }
    }

    @Test
    void subscriptionsBeyondThirtyAreDroppedWithoutAnError() throws Exception {
        String parent = "test/" + clientId + "/";
        try (TestClient client = TestClient.connected(clientId)) {
            for (int i = 1; i <= 31; i++) {
                client.subscribe(parent + i, 1);
            }
            client.subscribe(parent + 30, 1);
            client.publish(parent + 31, "dropped");
            client.publish(parent + 30, "kept");

            client.awaitReceived(1);
            assertThat(client.received()).containsExactly(parent + "30=kept");
            assertThat(SharedSandbox.get().subscriptionsOf(clientId)).hasSize(32);
        }
    }

    @Test
    void unsubscribingMakesRoomForAnotherSubscription() throws Exception {
        String parent = "test/" + clientId + "/";
        try (TestClient client = TestClient.connected(clientId)) {
            for (int i = 1; i <= 30; i++) {
                client.subscribe(parent + i, 1);
            }
            client.paho().unsubscribe(parent + 1).waitForCompletion(TestClient.PATIENCE.toMillis());
            client.subscribe(parent + 31, 1);
            client.publish(parent + 31, "kept");

            client.awaitReceived(1);
        }
    }

    @Test
    void newSessionStartsWithoutSubscriptions() throws Exception {
        String parent = "test/" + clientId + "/";
        try (TestClient client = TestClient.connected(clientId)) {
            for (int i = 1; i <= 30; i++) {
                client.subscribe(parent + i, 1);
            }
            client.disconnect();
            client.connect();
            client.subscribe(parent + 31, 1);
            client.publish(parent + 31, "kept");

            client.awaitReceived(1);
        }
    }

    private void assertClosedByPublish(String topic, byte[] payload, boolean retained) throws Exception {
        try (TestClient client = TestClient.connected(clientId)) {
            IMqttDeliveryToken token = client.publishAndForget(topic, payload, 1, retained);

            assertThat(client.isLost()).isTrue();
            assertThat(token.getResponse()).as("PUBACK").isNull();
        }
    }
}
