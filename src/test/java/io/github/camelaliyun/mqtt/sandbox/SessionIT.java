package io.github.camelaliyun.mqtt.sandbox;

import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SessionIT {

    private static final int BURST = 5_000;

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String topic = "test/" + clientId;

    @Test
    void olderConnectionOfAClientIdIsClosed() throws Exception {
        try (TestClient older = TestClient.connected(clientId);
                TestClient newer = TestClient.connected(clientId)) {
            assertThat(older.isLost()).isTrue();
            newer.publish("test/p2p/" + clientId, "mine");

            newer.awaitReceived(1);
            assertThat(SharedSandbox.get().connectsOf(clientId)).isEqualTo(2);
        }
    }

    @Test
    void kickedClientLosesItsConnection() throws Exception {
        try (TestClient client = TestClient.connected(clientId)) {
            SharedSandbox.get().faults().kick(clientId);

            assertThat(client.isLost()).isTrue();
            Awaitility.await()
                    .atMost(TestClient.PATIENCE)
                    .until(() -> !SharedSandbox.get().connectedClients().contains(clientId));
        }
    }

    @Test
    void kickingAnUnknownClientDoesNothing() {
        SharedSandbox.get().faults().kick(clientId);

        assertThat(SharedSandbox.get().connectsOf(clientId)).isZero();
    }

    @Test
    void nothingOfABurstIsLostForAPersistentSessionThatIsAway() throws Exception {
        try (TestClient away = TestClient.of(clientId).persistent();
                TestClient publisher = TestClient.connected(SharedSandbox.uniqueClientId())) {
            away.connect();
            away.subscribe(topic, 1);
            away.disconnect();
            burst(publisher);
            away.connect();

            assertWholeBurst(away);
        }
    }

    @Test
    void nothingOfABurstIsLostForASubscriberThatIsThere() throws Exception {
        try (TestClient subscriber = TestClient.connected(clientId);
                TestClient publisher = TestClient.connected(SharedSandbox.uniqueClientId())) {
            subscriber.subscribe(topic, 1);
            burst(publisher);

            assertWholeBurst(subscriber);
        }
    }

    @Test
    void cleanSessionGetsNothingThatWasPublishedWhileItWasAway() throws Exception {
        try (TestClient away = TestClient.connected(clientId);
                TestClient publisher = TestClient.connected(SharedSandbox.uniqueClientId())) {
            away.subscribe(topic, 1);
            away.disconnect();
            publisher.publish(topic, "missed");
            away.connect();
            away.subscribe(topic, 1);
            publisher.publish(topic, "seen");

            away.awaitReceived(1);
            assertThat(away.received()).containsExactly(topic + "=seen");
        }
    }

    private void burst(TestClient publisher) throws MqttException {
        List<IMqttDeliveryToken> tokens = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            if (i % 500 == 0) {
                awaitAll(tokens);
            }
            tokens.add(publisher.paho().publish(topic, Integer.toString(i).getBytes(), 1, false));
        }
        awaitAll(tokens);
    }

    private static void awaitAll(List<IMqttDeliveryToken> tokens) throws MqttException {
        for (IMqttDeliveryToken token : tokens) {
            token.waitForCompletion(TestClient.PATIENCE.toMillis());
        }
        tokens.clear();
    }

    private void assertWholeBurst(TestClient client) {
        client.awaitReceived(BURST);
        assertThat(client.received()).hasSize(BURST).startsWith(topic + "=0").endsWith(topic + "=" + (BURST - 1));
    }
}
