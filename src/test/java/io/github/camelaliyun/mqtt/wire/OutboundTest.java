package io.github.camelaliyun.mqtt.wire;

import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttConnect;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every packet byte by byte, as MQTT 3.1.1 has it, and what is not sent. */
class OutboundTest {

    private static final String CLIENT_ID = "GID_test@@@1";
    /** Two and three bytes a character in UTF-8; Paho has none of four. */
    private static final String TOPIC = "test/ü/消息";

    private static final String LONGEST = "a".repeat(65_535);

    /** MQTT 3.1.1, 3.1; MQTT V3.1 Protocol Specification, 3.1. */
    @Test
    void connect() {
        assertBytes(
                connect(4, "c", true, 60, null, null, null), "100d" + "00044d515454" + "04" + "02" + "003c" + "000163");
        assertBytes(
                connect(4, "c", false, 0, null, null, null), "100d" + "00044d515454" + "04" + "00" + "0000" + "000163");
        assertBytes(
                connect(4, "", true, 65_535, null, null, null),
                "100c" + "00044d515454" + "04" + "02" + "ffff" + "0000");
        assertBytes(
                connect(3, "c", true, 60, null, null, null),
                "100f" + "00064d5149736470" + "03" + "02" + "003c" + "000163");
    }

    @Test
    void connectWithALogin() {
        assertBytes(
                connect(4, "c", true, 60, "u", "ü", null),
                "1014" + "00044d515454" + "04" + "c2" + "003c" + "000163" + "000175" + "0002c3bc");
        assertBytes(
                connect(4, "c", true, 60, "u", null, null),
                "1010" + "00044d515454" + "04" + "82" + "003c" + "000163" + "000175");
        assertBytes(
                connect(4, "c", true, 60, "", "", null),
                "1011" + "00044d515454" + "04" + "c2" + "003c" + "000163" + "0000" + "0000");
        assertBytes(
                connect(3, "c", false, 60, "u", "p", null),
                "1015" + "00064d5149736470" + "03" + "c0" + "003c" + "000163" + "000175" + "000170");
    }

    @ParameterizedTest
    @CsvSource({"0,false,c6", "0,true,e6", "1,false,ce", "1,true,ee", "2,false,d6", "2,true,f6"})
    void connectWithAWill(int qos, boolean retain, String flags) {
        Packet.Publish will = new Packet.Publish("w", new byte[] {1, -1}, qos, retain, false, 0);

        assertBytes(
                connect(4, "c", true, 60, "u", "p", will),
                "101a" + "00044d515454" + "04" + flags + "003c" + "000163" + "000177" + "000201ff" + "000175"
                        + "000170");
    }

    @Test
    void connectWithAnEmptyWill() {
        assertBytes(
                connect(4, "c", true, 60, null, null, new Packet.Publish("w", new byte[0], 0, false, false, 0)),
                "1012" + "00044d515454" + "04" + "06" + "003c" + "000163" + "000177" + "0000");
    }

    @Test
    void publish() {
        assertBytes(publish("a/b", "m", 0, false, false, 0), "3006" + "0003612f62" + "6d");
        assertBytes(publish("a/b", "m", 0, true, false, 0xfedc), "3106" + "0003612f62" + "6d");
        assertBytes(publish("a/b", "m", 1, false, false, 7), "3208" + "0003612f62" + "0007" + "6d");
        assertBytes(publish("a/b", "m", 1, true, true, 7), "3b08" + "0003612f62" + "0007" + "6d");
        assertBytes(publish("a/b", "m", 2, false, true, 65_535), "3c08" + "0003612f62" + "ffff" + "6d");
        assertBytes(publish("a/b", "", 2, false, false, 256), "3407" + "0003612f62" + "0100");
        assertBytes(
                publish("ü消\ud83d\ude00", "", 0, false, false, 0), "300b" + "0009" + "c3bc" + "e6b688" + "f09f9880");
    }

    @Test
    void acknowledgements() {
        assertBytes(new Packet.Puback(1), "40020001");
        assertBytes(new Packet.Pubrec(65_535), "5002ffff");
        assertBytes(new Packet.Pubrel(258), "62020102");
        assertBytes(new Packet.Pubcomp(32_768), "70028000");
    }

    @Test
    void subscribeAndUnsubscribe() {
        assertBytes(
                new Packet.Subscribe(258, List.of(new Packet.Request("a/+", 1))),
                "8208" + "0102" + "0003612f2b" + "01");
        assertBytes(
                new Packet.Subscribe(1, List.of(new Packet.Request("#", 2), new Packet.Request("消", 0))),
                "820c" + "0001" + "000123" + "02" + "0003e6b688" + "00");
        assertBytes(new Packet.Unsubscribe(1, List.of("a")), "a205" + "0001" + "000161");
        assertBytes(new Packet.Unsubscribe(65_535, List.of("a/#", "+")), "a20a" + "ffff" + "0003612f23" + "00012b");
    }

    @Test
    void pingreqAndDisconnect() {
        assertBytes(Packet.PINGREQ, "c000");
        assertBytes(Packet.DISCONNECT, "e000");
        // As often as they are wanted.
        assertBytes(Packet.PINGREQ, "c000");
        assertBytes(Packet.DISCONNECT, "e000");
    }

    /** The remaining length takes one byte more from the second of each pair on (2.2.3). */
    @ParameterizedTest
    @CsvSource({"127,7f", "128,8001", "16383,ff7f", "16384,808001", "2097151,ffff7f", "2097152,80808001"})
    void theRemainingLengthTakesOneToFourBytes(int remainingLength, String encoded) {
        byte[] payload = new byte[remainingLength - 5];
        Packet packet = new Packet.Publish("t", payload, 1, false, false, 5);
        byte[] bytes = PacketBytes.encode(packet);

        assertThat(HexFormat.of().formatHex(bytes)).startsWith("32" + encoded + "000174" + "0005");
        assertThat(bytes).hasSize(1 + encoded.length() / 2 + remainingLength);
        assertThat(Outbound.size(packet)).isEqualTo(bytes.length);
    }

    @ParameterizedTest
    @CsvSource({"4,true,90", "4,false,0", "3,true,65535", "3,false,1"})
    void connectIsTheSameAsPahos(int level, boolean cleanSession, int keepAlive) throws Exception {
        String username = "Signature|key|instance";
        String password = "c2VjcmV0é=";
        byte[] payload = {1, -1, 0};
        MqttMessage will = new MqttMessage(payload);
        will.setQos(1);

        assertThat(PacketBytes.encode(connect(
                        level,
                        CLIENT_ID,
                        cleanSession,
                        keepAlive,
                        username,
                        password,
                        new Packet.Publish(TOPIC, payload, 1, false, false, 0))))
                .isEqualTo(PahoWire.bytes(new MqttConnect(
                        CLIENT_ID, level, cleanSession, keepAlive, username, password.toCharArray(), will, TOPIC)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void publishIsTheSameAsPahos(int qos) throws Exception {
        byte[] payload = new byte[20_000];
        new Random(qos).nextBytes(payload);
        MqttMessage paho = new MqttMessage(payload);
        paho.setQos(qos);
        paho.setRetained(true);
        MqttPublish expected = new MqttPublish(TOPIC, paho);
        expected.setMessageId(0xfedc);

        assertThat(PacketBytes.encode(new Packet.Publish(TOPIC, payload, qos, true, false, 0xfedc)))
                .isEqualTo(PahoWire.bytes(expected));
    }

    @Test
    void theSizeIsThatOfWhatIsEncoded() {
        Random random = new Random(311);
        for (int i = 0; i < 2_000; i++) {
            Packet packet = any(random);

            assertThat(Outbound.size(packet)).as(packet.toString()).isEqualTo(PacketBytes.encode(packet).length);
        }
    }

    private static Packet any(Random random) {
        int id = 1 + random.nextInt(65_535);
        switch (random.nextInt(6)) {
            case 0:
                boolean login = random.nextBoolean();
                return connect(
                        4,
                        text(random, 0, 30),
                        random.nextBoolean(),
                        random.nextInt(65_536),
                        login ? text(random, 0, 200) : null,
                        login && random.nextBoolean() ? text(random, 0, 200) : null,
                        random.nextBoolean() ? null : message(random, id));
            case 1:
                return new Packet.Subscribe(
                        id,
                        Stream.generate(() -> new Packet.Request(text(random, 1, 60), random.nextInt(3)))
                                .limit(1 + random.nextInt(9))
                                .toList());
            case 2:
                return new Packet.Unsubscribe(
                        id,
                        Stream.generate(() -> text(random, 1, 60))
                                .limit(1 + random.nextInt(9))
                                .toList());
            case 3:
                return random.nextBoolean() ? new Packet.Puback(id) : new Packet.Pubrel(id);
            default:
                return message(random, id);
        }
    }

    private static Packet.Publish message(Random random, int id) {
        byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 300 : 20_000)];
        return new Packet.Publish(text(random, 1, 60), payload, random.nextInt(3), random.nextBoolean(), false, id);
    }

    /** Of any characters but U+0000, wildcards and surrogates alone. */
    private static String text(Random random, int least, int most) {
        StringBuilder text = new StringBuilder();
        int length = least + random.nextInt(most);
        for (int i = 0; i < length; i++) {
            int[] highest = {0x7f, 0x7ff, 0xd7ff, Character.MAX_CODE_POINT};
            int point = 1 + random.nextInt(highest[random.nextInt(4)]);
            boolean other = point == '+' || point == '#' || point <= 0xffff && Character.isSurrogate((char) point);
            text.appendCodePoint(other ? 'a' : point);
        }
        return text.toString();
    }

    @Test
    void whatHasJustRoomIsSent() {
        byte[] none = new byte[0];
        assertThat(PacketBytes.encode(new Packet.Publish(LONGEST, none, 0, false, false, 0)))
                .hasSize(1 + 3 + 65_537);
        assertThat(PacketBytes.encode(new Packet.Publish("消".repeat(21_845), none, 0, false, false, 0)))
                .hasSize(1 + 3 + 65_537);
        Packet.Publish will = new Packet.Publish(LONGEST, new byte[65_535], 0, false, false, 0);
        assertThat(PacketBytes.encode(connect(4, LONGEST, true, 65_535, LONGEST, LONGEST, will)))
                .hasSize(1 + 3 + 10 + 5 * 65_537);
        assertThat(PacketBytes.encode(connect(3, "a".repeat(23), true, 1, null, null, null)))
                .hasSize(2 + 12 + 25);
        assertThat(Outbound.size(large(57_340))).isEqualTo(1 + 4 + 268_435_455);
    }

    @ParameterizedTest
    @MethodSource("withoutRoom")
    void whatMqttHasNoRoomForIsRefused(Packet packet) {
        assertThatThrownBy(() -> Outbound.size(packet))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MQTT carries up to");
    }

    static List<Packet> withoutRoom() {
        byte[] none = new byte[0];
        String longer = LONGEST + "a";
        return List.of(
                new Packet.Publish(longer, none, 0, false, false, 0),
                new Packet.Publish("消".repeat(21_846), none, 0, false, false, 0),
                new Packet.Publish("ü".repeat(32_768), none, 0, false, false, 0),
                new Packet.Publish("\ud83d\ude00".repeat(16_384), none, 0, false, false, 0),
                new Packet.Subscribe(1, List.of(new Packet.Request(longer, 1))),
                new Packet.Subscribe(1, List.of(new Packet.Request("a", 1), new Packet.Request(longer, 1))),
                new Packet.Unsubscribe(1, List.of("a", longer)),
                large(57_341),
                connect(4, longer, true, 60, null, null, null),
                connect(4, "c", true, 60, longer, null, null),
                connect(4, "c", true, 60, "u", longer, null),
                connect(4, "c", true, 65_536, null, null, null),
                connect(4, "c", true, -1, null, null, null),
                connect(4, "c", true, 60, null, null, new Packet.Publish(longer, none, 0, false, false, 0)),
                connect(4, "c", true, 60, null, null, new Packet.Publish("w", new byte[65_536], 0, false, false, 0)));
    }

    /** A SUBSCRIBE of 4,096 filters, the last of which has that many bytes. */
    private static Packet large(int last) {
        List<Packet.Request> requests = new ArrayList<>(Collections.nCopies(4_095, new Packet.Request(LONGEST, 1)));
        requests.add(new Packet.Request("a".repeat(last), 1));
        return new Packet.Subscribe(1, requests);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\0", "a\0b", "\ud83d", "\ude00", "\ud83da", "a\ud83d", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
    void aTextThatMqttDoesNotHaveIsRefusedEverywhere(String text) {
        byte[] none = new byte[0];
        for (Packet packet : List.of(
                new Packet.Publish(text, none, 0, false, false, 0),
                new Packet.Subscribe(1, List.of(new Packet.Request(text, 1))),
                new Packet.Unsubscribe(1, List.of(text)),
                connect(4, text, true, 60, null, null, null),
                connect(3, text, true, 60, null, null, null),
                connect(4, "c", true, 60, text, null, null),
                connect(4, "c", true, 60, null, null, new Packet.Publish(text, none, 0, false, false, 0)))) {
            assertRefused(packet, "(MQTT 3.1.1, 1.5.3-");
        }
    }

    /** A password is binary data (MQTT 3.1.1, 3.1.3.5), but one that UTF-8 cannot say would arrive as another. */
    @Test
    void aPasswordMayHaveU0000ButNoHalfOfAPair() {
        assertBytes(
                connect(4, "c", true, 60, "u", "\0", null),
                "1013" + "00044d515454" + "04" + "c2" + "003c" + "000163" + "000175" + "000100");
        assertRefused(connect(4, "c", true, 60, "u", "secret\ud83d", null), "UTF-8");
        assertThatThrownBy(() -> Outbound.size(connect(4, "c", true, 60, "u", "secret\ud83d", null)))
                .hasMessageNotContaining("secret");
    }

    @Test
    void dupAtQos0IsRefused() {
        assertRefused(new Packet.Publish(TOPIC, new byte[0], 0, false, true, 0), "DUP");
        assertThat(Outbound.size(new Packet.Publish(TOPIC, new byte[0], 1, false, true, 5)))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "#", "a/+/b", "a/#", "a+"})
    void aTopicNameWithAWildcardIsRefused(String topic) {
        assertRefused(new Packet.Publish(topic, new byte[0], 0, false, false, 0), "wildcard");
        assertRefused(
                connect(4, "c", true, 60, null, null, new Packet.Publish(topic, new byte[0], 0, false, false, 0)),
                "wildcard");
    }

    @Test
    void anEmptyTopicIsRefused() {
        assertRefused(new Packet.Publish("", new byte[0], 0, false, false, 0), "an empty topic");
        assertRefused(new Packet.Subscribe(1, List.of(new Packet.Request("", 1))), "an empty topic");
        assertRefused(new Packet.Unsubscribe(1, List.of("a", "")), "an empty topic");
        assertRefused(
                connect(4, "c", true, 60, null, null, new Packet.Publish("", new byte[0], 0, false, false, 0)),
                "an empty topic");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void whatIsNoPacketIdentifierIsRefused(int id) {
        for (Packet packet : List.of(
                new Packet.Publish("t", new byte[0], 1, false, false, id),
                new Packet.Publish("t", new byte[0], 2, false, false, id),
                new Packet.Puback(id),
                new Packet.Pubrec(id),
                new Packet.Pubrel(id),
                new Packet.Pubcomp(id),
                new Packet.Subscribe(id, List.of(new Packet.Request("a", 1))),
                new Packet.Unsubscribe(id, List.of("a")))) {
            assertRefused(packet, "no packet identifier: " + id);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 128})
    void aQosThatMqttDoesNotHaveIsRefused(int qos) {
        assertRefused(new Packet.Publish("t", new byte[0], qos, false, false, 1), "QoS " + qos);
        assertRefused(new Packet.Subscribe(1, List.of(new Packet.Request("a", qos))), "QoS " + qos);
        assertRefused(
                connect(4, "c", true, 60, null, null, new Packet.Publish("t", new byte[0], qos, false, false, 0)),
                "QoS " + qos);
    }

    @Test
    void aConnectThatBreaksARuleIsRefused() {
        assertRefused(connect(4, "c", true, 60, null, "p", null), "a password without a user name");
        assertRefused(connect(5, "c", true, 60, null, null, null), "no protocol level of MQTT 3.1.1 or 3.1: 5");
        assertRefused(connect(0, "c", true, 60, null, null, null), "no protocol level");
        assertRefused(connect(3, "", true, 60, null, null, null), "not of 0");
        assertRefused(connect(3, "a".repeat(24), true, 60, null, null, null), "not of 24");
    }

    @Test
    void aSubscribeOrUnsubscribeOfNothingIsRefused() {
        assertRefused(new Packet.Subscribe(1, List.of()), "SUBSCRIBE without a topic filter (MQTT 3.1.1, 3.8.3-3)");
        assertRefused(
                new Packet.Unsubscribe(1, List.of()), "UNSUBSCRIBE without a topic filter (MQTT 3.1.1, 3.10.3-2)");
    }

    @Test
    void whatOnlyAServerSendsIsRefused() {
        for (Packet packet : Arrays.asList(
                new Packet.Connack(false, 0),
                new Packet.Suback(1, new byte[1]),
                new Packet.Unsuback(1),
                Packet.PINGRESP,
                new Packet.Oversized("t", 1, 0, false, false, 0))) {
            assertRefused(packet, "no client sends");
            assertThatThrownBy(() -> Outbound.message(packet)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void assertRefused(Packet packet, String rule) {
        assertThatThrownBy(() -> Outbound.size(packet))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule);
    }

    private static void assertBytes(Packet packet, String hex) {
        assertThat(HexFormat.of().formatHex(PacketBytes.encode(packet))).isEqualTo(hex);
        assertThat(Outbound.size(packet)).isEqualTo(hex.length() / 2);
    }

    private static Packet publish(
            String topic, String payload, int qos, boolean retain, boolean duplicate, int packetId) {
        return new Packet.Publish(topic, payload.getBytes(StandardCharsets.US_ASCII), qos, retain, duplicate, packetId);
    }

    private static Packet connect(
            int level,
            String clientId,
            boolean cleanSession,
            int keepAlive,
            String username,
            String password,
            Packet.Publish will) {
        return new Packet.Connect(level, clientId, cleanSession, keepAlive, username, password, will);
    }
}
