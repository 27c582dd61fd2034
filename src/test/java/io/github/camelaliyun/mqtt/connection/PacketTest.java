package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttConnect;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttDisconnect;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPingReq;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPubAck;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPubComp;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPubRec;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPubRel;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttSubscribe;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttUnsubscribe;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttWireMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Every packet is compared byte by byte with the one that Paho encodes. */
class PacketTest {

    private static final String CLIENT_ID = "GID_test@@@1";
    /** Two and three bytes a character in UTF-8. */
    private static final String TOPIC = "test/\u00fc/\u6d88\u606f";

    @ParameterizedTest
    @CsvSource({"4,true,90", "4,false,90", "4,true,0", "4,true,65535", "3,true,90", "3,false,1"})
    void connectWithCredentials(int level, boolean cleanSession, int keepAlive) throws Exception {
        Credentials credentials = new Credentials("Signature|key|instance", "c2VjcmV0\u00e9=");

        assertSame(
                Packet.connect(options(cleanSession, keepAlive), level, credentials),
                new MqttConnect(
                        CLIENT_ID,
                        level,
                        cleanSession,
                        keepAlive,
                        credentials.username(),
                        credentials.password().toCharArray(),
                        null,
                        null));
    }

    @ParameterizedTest
    @CsvSource({"4,true", "4,false", "3,true"})
    void connectWithoutCredentials(int level, boolean cleanSession) throws Exception {
        assertSame(
                Packet.connect(options(cleanSession, 60), level, null),
                new MqttConnect(CLIENT_ID, level, cleanSession, 60, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({"0,false", "0,true", "1,false", "1,true", "2,false", "2,true"})
    void publishOfEachQosRetainedAndNot(int qos, boolean retained) throws Exception {
        assertPublish(new OutboundMessage(TOPIC, new byte[] {1, -1, 0}, qos, retained), 0xfedc);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void publishOfAnEmptyPayload(int qos) throws Exception {
        assertPublish(new OutboundMessage("t", new byte[0], qos, false), 1);
    }

    /** The remaining length takes one byte more from the second of each pair on (2.2.3). */
    @ParameterizedTest
    @ValueSource(ints = {127, 128, 16_383, 16_384, 2_097_151, 2_097_152})
    void publishAtTheBoundariesOfTheRemainingLength(int remainingLength) throws Exception {
        byte[] payload = new byte[remainingLength - 2 - "test/a".length() - 2];
        payload[payload.length - 1] = 7;

        assertPublish(new OutboundMessage("test/a", payload, 1, false), 65_535);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 32_768, 65_535})
    void acknowledgementsOfEachKind(int packetId) throws Exception {
        assertSame(Packet.puback(packetId), new MqttPubAck(packetId));
        assertSame(Packet.pubcomp(packetId), new MqttPubComp(packetId));
        MqttPublish publish = new MqttPublish("t", new MqttMessage());
        publish.setMessageId(packetId);
        assertSame(Packet.pubrec(packetId), new MqttPubRec(publish));
        assertSame(Packet.pubrel(packetId), new MqttPubRel(new MqttPubRec(publish)));
    }

    @Test
    void subscribeToOneAndToManyFilters() throws Exception {
        assertSubscribe(new Subscription("test/+/a", 1));
        assertSubscribe(
                new Subscription(TOPIC, 0), new Subscription("#", 2), new Subscription("test/" + "a".repeat(200), 1));
    }

    private static void assertSubscribe(Subscription... subscriptions) throws Exception {
        List<Subscription> list = List.of(subscriptions);
        MqttSubscribe expected = new MqttSubscribe(
                list.stream().map(Subscription::filter).toArray(String[]::new),
                list.stream().mapToInt(Subscription::qos).toArray());
        expected.setMessageId(513);

        assertSame(Packet.subscribe(513, list), expected);
    }

    @Test
    void unsubscribeFromOneAndFromManyFilters() throws Exception {
        for (List<String> filters : List.of(List.of("test/a"), List.of(TOPIC, "test/#", "a".repeat(200)))) {
            MqttUnsubscribe expected = new MqttUnsubscribe(filters.toArray(String[]::new));
            expected.setMessageId(40_000);

            assertSame(Packet.unsubscribe(40_000, filters), expected);
        }
    }

    @Test
    void pingreqAndDisconnect() throws Exception {
        assertSame(Packet.pingreq(), new MqttPingReq());
        assertSame(Packet.disconnect(() -> {}), new MqttDisconnect());
    }

    private static void assertPublish(OutboundMessage message, int packetId) throws Exception {
        MqttMessage paho = new MqttMessage(message.payload());
        paho.setQos(message.qos());
        paho.setRetained(message.retained());
        MqttPublish expected = new MqttPublish(message.topic(), paho);
        expected.setMessageId(packetId);

        assertSame(Packet.publish(message, packetId, null), expected);
    }

    private static void assertSame(Packet packet, MqttWireMessage expected) throws Exception {
        byte[] bytes = PahoWire.bytes(expected);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        packet.writeTo(out);

        assertThat(out.toByteArray()).isEqualTo(bytes);
        assertThat(packet.size()).isEqualTo(bytes.length);
    }

    private static ConnectionOptions options(boolean cleanSession, int keepAliveSeconds) {
        return new ConnectionOptions(
                List.of("tcp://127.0.0.1:1"),
                CLIENT_ID,
                cleanSession,
                Duration.ofSeconds(keepAliveSeconds),
                Duration.ofSeconds(3),
                10,
                Duration.ofSeconds(30),
                4,
                null,
                true,
                null,
                null,
                30,
                null);
    }
}
