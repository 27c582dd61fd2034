package io.github.camelaliyun.mqtt.wire;

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
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every packet is compared byte by byte with the one that Paho encodes. */
class EncodedPacketTest {

    private static final String CLIENT_ID = "GID_test@@@1";
    /** Two and three bytes a character in UTF-8. */
    private static final String TOPIC = "test/\u00fc/\u6d88\u606f";

    @ParameterizedTest
    @CsvSource({"4,true,90", "4,false,90", "4,true,0", "4,true,65535", "3,true,90", "3,false,1"})
    void connectWithCredentials(int level, boolean cleanSession, int keepAlive) throws Exception {
        String username = "Signature|key|instance";
        String password = "c2VjcmV0\u00e9=";

        assertSame(
                new Packet.Connect(level, CLIENT_ID, cleanSession, keepAlive, username, password, null),
                new MqttConnect(
                        CLIENT_ID, level, cleanSession, keepAlive, username, password.toCharArray(), null, null));
    }

    @ParameterizedTest
    @CsvSource({"4,true", "4,false", "3,true"})
    void connectWithoutCredentials(int level, boolean cleanSession) throws Exception {
        assertSame(
                new Packet.Connect(level, CLIENT_ID, cleanSession, 60, null, null, null),
                new MqttConnect(CLIENT_ID, level, cleanSession, 60, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,true", "2,false"})
    void connectWithAWill(int qos, boolean retained) throws Exception {
        byte[] payload = {1, -1, 0};
        MqttMessage will = new MqttMessage(payload);
        will.setQos(qos);
        will.setRetained(retained);

        assertSame(
                new Packet.Connect(
                        4, CLIENT_ID, true, 60, "u", "p", new Packet.Publish(TOPIC, payload, qos, retained, false, 0)),
                new MqttConnect(CLIENT_ID, 4, true, 60, "u", "p".toCharArray(), will, TOPIC));
    }

    @ParameterizedTest
    @CsvSource({"0,false", "0,true", "1,false", "1,true", "2,false", "2,true"})
    void publishOfEachQosRetainedAndNot(int qos, boolean retained) throws Exception {
        assertPublish(new Packet.Publish(TOPIC, new byte[] {1, -1, 0}, qos, retained, false, 0xfedc));
    }

    @Test
    void publishThatIsSentAgain() throws Exception {
        assertPublish(new Packet.Publish(TOPIC, new byte[] {1}, 1, false, true, 7));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void publishOfAnEmptyPayload(int qos) throws Exception {
        assertPublish(new Packet.Publish("t", new byte[0], qos, false, false, 1));
    }

    /** The remaining length takes one byte more from the second of each pair on (2.2.3). */
    @ParameterizedTest
    @ValueSource(ints = {127, 128, 16_383, 16_384, 2_097_151, 2_097_152})
    void publishAtTheBoundariesOfTheRemainingLength(int remainingLength) throws Exception {
        byte[] payload = new byte[remainingLength - 2 - "test/a".length() - 2];
        payload[payload.length - 1] = 7;

        assertPublish(new Packet.Publish("test/a", payload, 1, false, false, 65_535));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 32_768, 65_535})
    void acknowledgementsOfEachKind(int packetId) throws Exception {
        assertSame(new Packet.Puback(packetId), new MqttPubAck(packetId));
        assertSame(new Packet.Pubcomp(packetId), new MqttPubComp(packetId));
        MqttPublish publish = new MqttPublish("t", new MqttMessage());
        publish.setMessageId(packetId);
        assertSame(new Packet.Pubrec(packetId), new MqttPubRec(publish));
        assertSame(new Packet.Pubrel(packetId), new MqttPubRel(new MqttPubRec(publish)));
    }

    @Test
    void subscribeToOneAndToManyFilters() throws Exception {
        assertSubscribe(new Packet.Request("test/+/a", 1));
        assertSubscribe(
                new Packet.Request(TOPIC, 0),
                new Packet.Request("#", 2),
                new Packet.Request("test/" + "a".repeat(200), 1));
    }

    private static void assertSubscribe(Packet.Request... requests) throws Exception {
        List<Packet.Request> list = List.of(requests);
        MqttSubscribe expected = new MqttSubscribe(
                list.stream().map(Packet.Request::filter).toArray(String[]::new),
                list.stream().mapToInt(Packet.Request::qos).toArray());
        expected.setMessageId(513);

        assertSame(new Packet.Subscribe(513, list), expected);
    }

    @Test
    void unsubscribeFromOneAndFromManyFilters() throws Exception {
        for (List<String> filters : List.of(List.of("test/a"), List.of(TOPIC, "test/#", "a".repeat(200)))) {
            MqttUnsubscribe expected = new MqttUnsubscribe(filters.toArray(String[]::new));
            expected.setMessageId(40_000);

            assertSame(new Packet.Unsubscribe(40_000, filters), expected);
        }
    }

    @Test
    void pingreqAndDisconnect() throws Exception {
        assertSame(Packet.PINGREQ, new MqttPingReq());
        assertSame(Packet.DISCONNECT, new MqttDisconnect());
    }

    @Test
    void whatMqttHasNoRoomForIsRefused() {
        String longest = "a".repeat(65_535);
        EncodedPacket.of(new Packet.Publish(longest, new byte[0], 0, false, false, 0));

        for (Packet packet : List.of(
                new Packet.Publish(longest + "a", new byte[0], 0, false, false, 0),
                new Packet.Publish("\u6d88".repeat(21_846), new byte[0], 0, false, false, 0),
                new Packet.Subscribe(1, List.of(new Packet.Request(longest + "a", 1))),
                new Packet.Unsubscribe(1, List.of(longest + "a")),
                new Packet.Connect(4, CLIENT_ID, true, 60, "u", longest + "a", null))) {
            assertThatThrownBy(() -> EncodedPacket.of(packet))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("MQTT carries up to");
        }
    }

    @Test
    void whatOnlyAServerSendsIsRefused() {
        for (Packet packet : Arrays.asList(
                new Packet.Connack(false, 0),
                new Packet.Suback(1, new byte[1]),
                new Packet.Unsuback(1),
                Packet.PINGRESP,
                new Packet.Oversized("t", 1, 0, false, false, 0))) {
            assertThatThrownBy(() -> EncodedPacket.of(packet)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void assertPublish(Packet.Publish message) throws Exception {
        MqttMessage paho = new MqttMessage(message.payload());
        paho.setQos(message.qos());
        paho.setRetained(message.retain());
        MqttPublish expected = new MqttPublish(message.topic(), paho);
        expected.setMessageId(message.packetId());
        expected.setDuplicate(message.duplicate());

        assertSame(message, expected);
    }

    private static void assertSame(Packet packet, MqttWireMessage expected) throws Exception {
        byte[] bytes = PahoWire.bytes(expected);
        EncodedPacket encoded = EncodedPacket.of(packet);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encoded.writeTo(out);

        assertThat(out.toByteArray()).isEqualTo(bytes);
        assertThat(encoded.size()).isEqualTo(bytes.length);
    }
}
