package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.github.camelaliyun.mqtt.credential.Credentials;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

/** What goes wrong with one client because a test wants it to, and that it does with no other. */
class SandboxFaultsIT {

    /** Long for a message that nobody holds back. */
    private static final Duration HELD = Duration.ofMillis(600);

    private final Sandbox sandbox = SharedSandbox.get();
    private final SandboxFaults faults = sandbox.faults();
    private final String clientId = SharedSandbox.uniqueClientId();
    private final String otherId = SharedSandbox.uniqueClientId();
    private final String topic = "test/" + clientId;
    private final String p2p = "test/p2p/" + clientId;

    @AfterEach
    void lift() {
        faults.resume(clientId);
        faults.permit(topic);
    }

    @Test
    void kickClosesTheConnectionOfThisClientAlone() throws Exception {
        try (TestClient client = TestClient.connected(clientId);
                TestClient other = TestClient.connected(otherId)) {
            faults.kick(clientId);

            assertThat(client.isLost()).isTrue();
            assertThat(other.paho().isConnected()).isTrue();
            assertThat(sandbox.connectedClients()).contains(otherId).doesNotContain(clientId);
        }
    }

    @Test
    void kickOfAClientThatIsNotConnectedDoesNothing() {
        assertThatCode(() -> {
                    faults.kick(clientId);
                    faults.kick("no such client");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void kickedClientMayComeBackAndBeKickedAgain() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (TestClient client = TestClient.connected(clientId)) {
                faults.kick(clientId);
                assertThat(client.isLost()).isTrue();
            }
        }
        assertThat(sandbox.connectsOf(clientId)).isEqualTo(2);
    }

    /** Its DISCONNECT packet would wait for the line, and the close for the packet. */
    @Test
    void kickClosesAStalledConnectionOfMqtt5Too() {
        Credentials credentials = SharedSandbox.signed(clientId);
        Mqtt5BlockingClient client = Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(sandbox.tcp().getPort())
                .simpleAuth()
                .username(credentials.username())
                .password(credentials.password().getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.connect();
        faults.stall(clientId);
        awaitStall();

        faults.kick(clientId);

        await().atMost(TestClient.PATIENCE).until(() -> !client.getState().isConnected());
    }

    /** A message of the broker's that does not get through shows that the order has reached the connection. */
    private void awaitStall() {
        await().atMost(TestClient.PATIENCE)
                .until(() -> sandbox.connectedClients().contains(clientId));
        sandbox.publish(p2p, "stalled");
        sandbox.awaitSent(clientId, p2p, TestClient.PATIENCE);
    }

    @Test
    void stalledClientSendsAndReceivesNothingUntilItIsResumed() throws Exception {
        try (TestClient client = TestClient.connected(clientId);
                TestClient other = TestClient.connected(otherId)) {
            other.subscribe(topic, 1);
            faults.stall(clientId);
            IntStream.range(0, 5).forEach(i -> sandbox.publish(p2p, "in " + i));
            List<IMqttDeliveryToken> tokens = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                tokens.add(client.publishAndForget(topic, ("out " + i).getBytes(StandardCharsets.UTF_8), 1, false));
            }
            other.publish("test/p2p/" + otherId, "not stalled");
            other.awaitReceived(1);

            await().during(HELD)
                    .atMost(TestClient.PATIENCE)
                    .until(() -> client.received().isEmpty()
                            && other.receivedOn(topic).isEmpty()
                            && tokens.stream().noneMatch(IMqttDeliveryToken::isComplete));
            faults.resume(clientId);

            client.awaitReceived(5);
            other.awaitReceived(6);
            assertThat(client.receivedOn(p2p)).containsExactly("in 0", "in 1", "in 2", "in 3", "in 4");
            assertThat(other.receivedOn(topic)).containsExactly("out 0", "out 1", "out 2", "out 3", "out 4");
            await().atMost(TestClient.PATIENCE).until(() -> tokens.stream().allMatch(IMqttDeliveryToken::isComplete));
            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
        }
    }

    @Test
    void stallOfAClientThatIsAwayMeetsItWhenItComes() throws Exception {
        faults.stall(clientId);
        faults.stall(clientId);
        try (TestClient client = TestClient.of(clientId)) {
            var connect = client.paho().connect(client.options());
            await().atMost(TestClient.PATIENCE).until(() -> sandbox.connectsOf(clientId) == 1);
            await().during(HELD).atMost(TestClient.PATIENCE).until(() -> !connect.isComplete());

            faults.resume(clientId);
            faults.resume(clientId);

            connect.waitForCompletion(TestClient.PATIENCE.toMillis());
            client.publish(p2p, "there");
            client.awaitReceived(1);
        }
    }

    /** Whatever the order in which two threads' calls reach the connection, the fault that is in force holds. */
    @Test
    void stallAndResumeInAHurryEndAsTheLastOneSays() throws Exception {
        try (TestClient client = TestClient.connected(clientId)) {
            for (int i = 1; i <= 200; i++) {
                faults.stall(clientId);
                client.publishAndForget(p2p, Integer.toString(i).getBytes(StandardCharsets.UTF_8), 1, false);
                faults.resume(clientId);
            }
            client.awaitReceived(200);

            assertThat(client.receivedOn(p2p))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 200)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @Test
    void droppedAcknowledgementsAreThoseThatWereAskedForAndNoMore() throws Exception {
        try (TestClient client = TestClient.connected(clientId);
                TestClient other = TestClient.connected(otherId)) {
            faults.dropAcknowledgements(clientId, 5);
            faults.dropAcknowledgements(clientId, 2);
            List<IMqttDeliveryToken> dropped = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                dropped.add(client.publishAndForget(topic, new byte[] {'d'}, 1, false));
            }
            sandbox.awaitPublished(topic, TestClient.PATIENCE);
            other.publish(topic + "/other", "acknowledged");
            client.publish(topic, "acknowledged");

            assertThat(dropped).noneMatch(IMqttDeliveryToken::isComplete);
            assertThat(sandbox.published())
                    .filteredOn(message -> message.topic().equals(topic))
                    .extracting(PublishedMessage::text)
                    .containsExactly("d", "d", "acknowledged");
            // A DISCONNECT of its own would wait for the two.
            faults.kick(clientId);
            assertThat(client.isLost()).isTrue();
        }
    }

    @Test
    void droppingNoneEndsIt() throws Exception {
        faults.dropAcknowledgements(clientId, 5);
        faults.dropAcknowledgements(clientId, 0);
        try (TestClient client = TestClient.connected(clientId)) {
            client.publish(topic, "acknowledged");
        }
    }

    @Test
    void refusedFilterIsAnswered0x80ToEverybodyUntilItIsPermitted() throws Exception {
        faults.refuse(topic);
        faults.refuse(topic);
        for (String each : List.of(clientId, otherId)) {
            try (TestClient client = TestClient.connected(each)) {
                assertThat(granted(client, topic)).isEqualTo(0x80);
                assertThat(granted(client, topic + "/below")).isEqualTo(1);
                assertThat(client.paho().isConnected()).isTrue();
            }
        }
        faults.permit(topic);
        try (TestClient client = TestClient.connected(clientId)) {
            assertThat(granted(client, topic)).isEqualTo(1);
        }
    }

    /** It is no subscription of the client's. */
    @Test
    void refusedFilterIsNoneOfThe30() throws Exception {
        faults.refuse(topic);
        try (TestClient client = TestClient.connected(clientId)) {
            granted(client, topic);
            for (int i = 1; i <= 30; i++) {
                client.subscribe(topic + "/" + i, 1);
            }
            sandbox.publish(topic + "/30", "thirtieth");

            client.awaitReceived(1);
        }
    }

    private static int granted(TestClient client, String filter) throws MqttException {
        var subscribe = client.paho().subscribe(filter, 1);
        try {
            subscribe.waitForCompletion(TestClient.PATIENCE.toMillis());
        } catch (MqttException e) {
            assertThat(e.getReasonCode()).isEqualTo((short) 0x80);
        }
        return subscribe.getGrantedQos()[0];
    }

    @Test
    void rateOverTheLimitEndsTheConnectionOfThisClientAlone() throws Exception {
        faults.limitRate(clientId, 5);
        try (TestClient client = TestClient.connected(clientId);
                TestClient other = TestClient.connected(otherId)) {
            publishBurst(client, 40);
            publishBurst(other, 40);

            assertThat(client.isLost()).isTrue();
            await().atMost(TestClient.PATIENCE).until(() -> publishedBy(otherId) == 40);
            assertThat(publishedBy(clientId)).isEqualTo(5);
            assertThat(other.paho().isConnected()).isTrue();
        }
    }

    @Test
    void rateLimitIsLiftedByZeroOnTheConnectionThatThereIs() throws Exception {
        faults.limitRate(clientId, 1);
        try (TestClient client = TestClient.connected(clientId)) {
            faults.limitRate(clientId, 0);
            publishBurst(client, 40);

            await().atMost(TestClient.PATIENCE).until(() -> publishedBy(clientId) == 40);
            assertThat(client.paho().isConnected()).isTrue();
        }
    }

    private long publishedBy(String publisher) {
        return sandbox.published().stream()
                .filter(message -> message.clientId().equals(publisher))
                .count();
    }

    private void publishBurst(TestClient client, int count) {
        try {
            for (int i = 0; i < count; i++) {
                client.publishAndForget(topic, new byte[1], 1, false);
            }
        } catch (MqttException e) {
            // The sandbox was faster than the burst.
        }
    }
}
