package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Case P39: a client of MQTT 5, by one that nobody here wrote and by raw packets. */
@Timeout(120)
class Mqtt5IT {

    private static final int MALFORMED_PACKET = 0x81;
    private static final int PROTOCOL_ERROR = 0x82;
    private static final int PACKET_TOO_LARGE = 0x95;
    private static final int RETAIN_NOT_SUPPORTED = 0x9A;

    private final String clientId = SharedSandbox.uniqueClientId();
    private final LogCapture log = new LogCapture();

    @AfterEach
    void endCapture() {
        log.close();
    }

    /** P39 */
    @Test
    void connackPromisesWhatTheServiceHas() {
        Mqtt5BlockingClient client = client(clientId);
        Mqtt5ConnAck connack = client.connectWith().keepAlive(60_000).send();
        client.disconnect();

        assertThat(connack.getRestrictions().isRetainAvailable()).isFalse();
        assertThat(connack.getRestrictions().isSharedSubscriptionAvailable()).isFalse();
        assertThat(connack.getRestrictions().isWildcardSubscriptionAvailable()).isTrue();
        assertThat(connack.getRestrictions().areSubscriptionIdentifiersAvailable())
                .isTrue();
        assertThat(connack.getRestrictions().getTopicAliasMaximum()).isPositive();
        assertThat(connack.getRestrictions().getMaximumQos()).isEqualTo(MqttQos.EXACTLY_ONCE);
        assertThat(connack.getRestrictions().getMaximumPacketSize()).isEqualTo(128 * 1024);
        assertThat(connack.getServerKeepAlive()).hasValue(480);
    }

    @Test
    void p2pMessageArrives() throws Exception {
        Mqtt5BlockingClient client = client(clientId);
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes =
                client.publishes(com.hivemq.client.mqtt.MqttGlobalPublishFilter.ALL, true)) {
            client.connect();
            client.publishWith()
                    .topic("test/p2p/" + clientId)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload("hello".getBytes(StandardCharsets.UTF_8))
                    .send();

            assertThat(publishes.receive().getPayloadAsBytes()).asString().isEqualTo("hello");
        }
        client.disconnect();
        assertThat(linesOf(clientId)).isEmpty();
    }

    /** P39 */
    @Test
    void sharedSubscriptionEndsTheConnection() {
        Mqtt5BlockingClient client = client(clientId);
        client.connect();

        assertThatThrownBy(() ->
                        client.subscribeWith().topicFilter("$share/g/test/a").send())
                .hasMessageContaining("closed");
        assertThat(linesOf(clientId))
                .containsExactly("WARN sandbox refused " + clientId
                        + ": SUBSCRIBE to '$share/g/test/a'; the service's rule: there are no shared subscriptions and no"
                        + " other filters that begin with $");
    }

    /** P39, raw: the codes of MQTT 5, and one line each. */
    @Test
    void whatBreaksMqtt5IsAnsweredWithItsReasonCodeAndOneLine() throws Exception {
        assertDisconnect(
                RETAIN_NOT_SUPPORTED,
                "31090006746573742f6100",
                "; the service's rule: it keeps no retained messages: publish without the flag");
        assertDisconnect(PACKET_TOO_LARGE, "30808008", "; the service's rule: a packet has at most 131072 bytes");
        assertDisconnect(MALFORMED_PACKET, "36 0b 0006746573742f61 0001 00", "; the service's rule: MQTT 5, 4.13: ");
        assertDisconnect(PROTOCOL_ERROR, "82 03 0001 00", "; the service's rule: MQTT 5, 4.13: ");
        assertDisconnect(MALFORMED_PACKET, "80 03 0001 00", "; the service's rule: MQTT 5, 4.13: ");
    }

    /** P39, raw: a will, a second CONNECT, and properties that there are not. */
    @Test
    void connectThatBreaksMqtt5IsOneLine() throws Exception {
        try (RawClient client = RawClient.open(SharedSandbox.get().tcp())) {
            client.send(HexFormat.of().parseHex("100f00044d51545405 02003c 02 7f00 0000".replace(" ", "")));
            client.readToTheEnd();
            assertThat(linesOf(client.address())).hasSize(1);
        }
        try (RawClient client = connected()) {
            client.send(RawClient.connect(5, clientId, SharedSandbox.signed(clientId)));
            client.readToTheEnd();
        }
        assertThat(linesOf(clientId))
                .containsExactly(
                        "WARN sandbox refused " + clientId + ": a second CONNECT; the service's rule: MQTT 3.1.1,"
                                + " 3.1 [MQTT-3.1.0-2]: a client sends CONNECT once on a connection");
    }

    private void assertDisconnect(int code, String packet, String words) throws Exception {
        int before = linesOf(clientId).size();
        try (RawClient client = connected()) {
            client.send(HexFormat.of().parseHex(packet.replace(" ", "")));
            byte[] answer = client.readToTheEnd();

            assertThat(answer).as(packet).hasSizeGreaterThan(2);
            assertThat(answer[0] & 0xFF).isEqualTo(0xE0);
            assertThat(answer[2] & 0xFF).as(packet).isEqualTo(code);
        }
        assertThat(linesOf(clientId)).hasSize(before + 1);
        assertThat(linesOf(clientId).get(before))
                .startsWith("WARN sandbox refused " + clientId + ": ")
                .contains(words);
    }

    private RawClient connected() throws Exception {
        RawClient client = RawClient.open(SharedSandbox.get().tcp());
        client.send(RawClient.connect(5, clientId, SharedSandbox.signed(clientId)));
        byte[] header = client.read(2);
        assertThat(header[0]).isEqualTo((byte) 0x20);
        assertThat(client.read(header[1])[1]).isZero();
        return client;
    }

    private static Mqtt5BlockingClient client(String clientId) {
        URI tcp = SharedSandbox.get().tcp();
        Credentials credentials = SharedSandbox.signed(clientId);
        return Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost(tcp.getHost())
                .serverPort(tcp.getPort())
                .simpleAuth()
                .username(credentials.username())
                .password(credentials.password().getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
    }

    private List<String> linesOf(String words) {
        return log.lines().stream().filter(line -> line.contains(words)).toList();
    }
}
