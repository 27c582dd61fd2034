package io.github.camelaliyun.mqtt.wire;

import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttConnect;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Every packet byte by byte, as MQTT 3.1.1 has it, and as Paho sends it. */
class OutboundBytesTest extends OutboundRig {

    private static final String CLIENT_ID = "GID_test@@@1";

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

    private static Packet publish(
            String topic, String payload, int qos, boolean retain, boolean duplicate, int packetId) {
        return new Packet.Publish(topic, payload.getBytes(StandardCharsets.US_ASCII), qos, retain, duplicate, packetId);
    }
}
