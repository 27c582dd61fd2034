package io.github.camelaliyun.mqtt.brokers;

import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.MqttException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Each limit of a broker, seen by Eclipse Paho's client. */
final class Controls {

    private static final int MESSAGES = 200;
    private static final int REFUSED = 128;
    private static final int LARGE = 1024 * 1024;
    private static final int ROUNDS = 10;
    private static final Duration UNANSWERED = Duration.ofSeconds(5);
    /** A broker that delivers at all has begun by then. */
    private static final Duration NOTHING_MORE = Duration.ofSeconds(3);

    private Controls() {}

    /** Two subscribers of one share do not get each message once between them. */
    static String doesNotSplitASharedSubscription(BrokerUnderTest broker) throws Exception {
        try (PahoClient one = PahoClient.connect(broker, "control-one", true);
                PahoClient two = PahoClient.connect(broker, "control-two", true);
                PahoClient sender = PahoClient.connect(broker, "control-sender", true)) {
            try {
                int granted = one.subscribe("$share/group/control/shared", 1);
                two.subscribe("$share/group/control/shared", 1);
                if (granted == REFUSED) {
                    return PahoClient.NAME + " gets SUBACK 0x80";
                }
            } catch (MqttException e) {
                assertLost(e);
                return PahoClient.NAME + " loses its connection";
            }
            publish(sender, "control/shared");
            awaitQuiet();
            int first = one.receivedCount();
            int second = two.receivedCount();
            assertThat(first > 0 && second > 0 && first + second == MESSAGES)
                    .as("the broker shares: %d and %d", first, second)
                    .isFalse();
            return PahoClient.NAME + " subscribes twice and gets " + first + " and " + second + " of " + MESSAGES;
        }
    }

    /** SUBACK says 1 for 2. */
    static String grantsOnlyQos1(BrokerUnderTest broker) throws Exception {
        try (PahoClient client = PahoClient.connect(broker, "control-qos", true)) {
            assertThat(client.subscribe("control/qos", 2)).isEqualTo(1);
            return PahoClient.NAME + " is granted 1 for 2";
        }
    }

    /** A publisher with many publishes of QoS 2 under way loses its connection. */
    static String closesForManyOfQos2(BrokerUnderTest broker) throws Exception {
        try (PahoClient sender = PahoClient.connect(broker, "control-many", true)) {
            try {
                for (int i = 0; i < MESSAGES; i++) {
                    sender.publish("control/many", String.valueOf(i), 2);
                }
                sender.awaitAcknowledged();
            } catch (MqttException e) {
                assertLost(e);
                return PahoClient.NAME + " loses its connection with " + MESSAGES + " under way";
            }
            throw new AssertionError("the broker takes " + MESSAGES + " publishes of QoS 2 at a time");
        }
    }

    /** PUBACK does not come while a large message is on its way to the same client. */
    static String dropsWhatIsNotTakenAtOnce(BrokerUnderTest broker) throws Exception {
        try (PahoClient client = PahoClient.connect(broker, "control-drops", true)) {
            assertThat(client.subscribe("control/drops", 1)).isEqualTo(1);
            for (int i = 1; i <= ROUNDS; i++) {
                client.publish("control/drops", new byte[LARGE], 1);
                try {
                    client.awaitAcknowledged(UNANSWERED);
                } catch (MqttException e) {
                    assertThat(e.getReasonCode()).isEqualTo(MqttException.REASON_CODE_CLIENT_TIMEOUT);
                    return PahoClient.NAME + " sends 1 MB to itself, gets it, and gets no PUBACK";
                }
            }
            throw new AssertionError("the broker acknowledges all of " + ROUNDS + " large messages");
        }
    }

    /** Nor does PUBACK come for what follows on the connection. */
    static String doesNotAcknowledgeWhatIsSentAgain(BrokerUnderTest broker) throws Exception {
        try (PahoClient client = PahoClient.connect(broker, "control-again", true)) {
            assertThat(client.subscribe("control/again", 1)).isEqualTo(1);
            client.publish("control/again", "x", 1);
            client.awaitAcknowledged();
            client.publishAgain("control/again", "y");
            try {
                client.awaitAcknowledged(UNANSWERED);
            } catch (MqttException e) {
                assertThat(e.getReasonCode()).isEqualTo(MqttException.REASON_CODE_CLIENT_TIMEOUT);
                return PahoClient.NAME + " sends a PUBLISH with DUP and gets no PUBACK";
            }
            throw new AssertionError("the broker acknowledges a PUBLISH with DUP");
        }
    }

    /** What is retained comes as if it was live. */
    static String retainedComesWithoutItsFlag(BrokerUnderTest broker) throws Exception {
        try (PahoClient client = PahoClient.connect(broker, "control-retained", true)) {
            client.retain("control/retained", "kept");
            client.awaitAcknowledged();
            client.subscribe("control/retained", 1);
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> client.receivedCount() == 1);
            assertThat(client.receivedRetained()).isZero();
            return PahoClient.NAME + " gets it without the flag";
        }
    }

    /** A message over 64 KiB in one frame of WebSocket ends the connection. */
    static String closesForALargeFrame(BrokerUnderTest broker) throws Exception {
        try (PahoClient client = PahoClient.connectByWebSocket(broker, "control-frame")) {
            client.publish("control/frame", new byte[LARGE], 1);
            client.awaitAcknowledged();
        } catch (MqttException e) {
            assertLost(e);
            return PahoClient.NAME + " loses its connection with 1 MB";
        }
        throw new AssertionError("the broker takes a frame of 1 MB");
    }

    /** What it acknowledged for a session that is away is not there when it has been killed. */
    static String forgetsWhenKilled(BrokerUnderTest broker) throws Exception {
        try (PahoClient away = PahoClient.connect(broker, "control-away", false)) {
            assertThat(away.subscribe("control/killed", 1)).isEqualTo(1);
        }
        try (PahoClient sender = PahoClient.connect(broker, "control-sender", true)) {
            publish(sender, "control/killed");
            broker.kill();
        }
        broker.restart();
        try (PahoClient back = PahoClient.connect(broker, "control-away", false)) {
            awaitQuiet();
            Set<String> got = new HashSet<>(texts(List.of(back)));
            assertThat(got).as("kept over a kill").hasSizeLessThan(MESSAGES);
            return PahoClient.NAME + " gets " + got.size() + " of " + MESSAGES + " that were acknowledged";
        }
    }

    private static void publish(PahoClient sender, String topic) throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            sender.publish(topic, String.valueOf(i), 1);
        }
        sender.awaitAcknowledged();
    }

    private static void assertLost(MqttException e) {
        assertThat(e.getReasonCode()).as("%s", e).isIn((int) MqttException.REASON_CODE_CONNECTION_LOST, (int)
                MqttException.REASON_CODE_CLIENT_NOT_CONNECTED);
    }

    private static void awaitQuiet() {
        Awaitility.await().pollDelay(NOTHING_MORE).until(() -> true);
    }

    private static List<String> texts(List<PahoClient> clients) {
        return clients.stream()
                .flatMap(client -> Stream.of(client.received().toArray(byte[][]::new)))
                .map(payload -> new String(payload, StandardCharsets.UTF_8))
                .toList();
    }
}
