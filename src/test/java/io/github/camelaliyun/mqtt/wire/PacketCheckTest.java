package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What a server sends, through the codec as on a line. Each refusal names its rule. */
class PacketCheckTest {

    private final PacketBytes bytes = new PacketBytes(Integer.MAX_VALUE);

    @AfterEach
    void close() {
        bytes.close();
    }

    /** MQTT 3.1.1, 3.2, 3.4 to 3.7, 3.11 and 3.13. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20020000 | Connack[sessionPresent=false, returnCode=0]",
                "20020100 | Connack[sessionPresent=true, returnCode=0]",
                "20020001 | Connack[sessionPresent=false, returnCode=1]",
                "20020005 | Connack[sessionPresent=false, returnCode=5]",
                "40020001 | Puback[packetId=1]",
                "5002ffff | Pubrec[packetId=65535]",
                "62020102 | Pubrel[packetId=258]",
                "70028000 | Pubcomp[packetId=32768]",
                "b0020304 | Unsuback[packetId=772]",
                "d000 | Pingresp[]",
                "30030001 74 | Publish[topic=t, qos=0, retain=false, duplicate=false, packetId=0, 0 bytes]",
                "31040001 746d | Publish[topic=t, qos=0, retain=true, duplicate=false, packetId=0, 1 bytes]",
                "3b060001 7400076d | Publish[topic=t, qos=1, retain=true, duplicate=true, packetId=7, 1 bytes]",
                "34050001 74ffff | Publish[topic=t, qos=2, retain=false, duplicate=false, packetId=65535, 0 bytes]",
                "3c050001 740001 | Publish[topic=t, qos=2, retain=false, duplicate=true, packetId=1, 0 bytes]",
            })
    void whatAServerMaySendIsRead(String packet, String read) {
        assertThat(decode(packet)).extracting(Packet::toString).containsExactly(read);
        assertThat(bytes.failure()).isNull();
    }

    @Test
    void aPayloadIsReadAsItIs() {
        assertThat(decode("32080001740007" + "00ff80"))
                .singleElement()
                .satisfies(packet ->
                        assertThat(((Packet.Publish) packet).payload()).isEqualTo(new byte[] {0, -1, -128}));
    }

    /** One filter that is answered with nonsense is no reason to part from all the others. */
    @ParameterizedTest
    @ValueSource(strings = {"", "00", "01", "02", "80", "87", "03", "7f", "ff", "00010280", "8703ff8000"})
    void theCodesOfASubackAreToldAsTheyCame(String codes) {
        byte[] expected = HexFormat.of().parseHex(codes);
        String suback = "90" + HexFormat.of().toHexDigits((byte) (2 + expected.length)) + "0102" + codes;

        assertThat(decode(suback + suback + "d000"))
                .hasSize(3)
                .endsWith(Packet.PINGRESP)
                .element(1)
                .satisfies(packet -> {
                    assertThat(((Packet.Suback) packet).packetId()).isEqualTo(258);
                    assertThat(((Packet.Suback) packet).returnCodes()).isEqualTo(expected);
                });
        assertThat(bytes.failure()).isNull();
    }

    @Test
    void aTopicMayHaveTheReplacementCharacterAndAllOfUnicode() {
        assertThat(decode("30050003efbfbd" + "30060004f09f9880" + "30090007efbfbfe6b68861"))
                .extracting(packet -> ((Packet.Publish) packet).topic())
                .containsExactly("\ufffd", "\ud83d\ude00", "\uffff消a");
        assertThat(bytes.failure()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000 | CONNECT",
                "100c00044d5154540402003c0000 | CONNECT, which no server sends",
                "8206000100017400 | SUBSCRIBE, which no server sends",
                "a2050001000174 | UNSUBSCRIBE, which no server sends",
                "c000 | PINGREQ, which no server sends",
                "e000 | DISCONNECT, which no server sends",
            })
    void whatOnlyAClientSendsIsRefused(String packet, String rule) {
        assertRefused(packet, rule.equals("CONNECT") ? "" : rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000", "f000", "0f00", "ff00"})
    void theReservedTypesAreRefused(String packet) {
        assertRefused(packet, packet.startsWith("0") ? "type" : "AUTH");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "320500017400 00 | Id: 0",
                "3405 0001 74 0000 | Id: 0",
                "40020000 | Id: 0",
                "50020000 | Id: 0",
                "62020000 | Id: 0",
                "70020000 | Id: 0",
                "9003000000 | Id: 0",
                "b0020000 | Id: 0",
            })
    void thePacketIdentifierZeroIsRefused(String packet, String rule) {
        assertRefused(packet, rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30020000 | an empty topic name (4.7.3-1)",
                "3005 0003 612f23 | wildcard",
                "3005 0003 612f2b | wildcard",
                "3005 0003 610062 | U+0000 in its topic name (1.5.3-2)",
                "30040002 c328 | not UTF-8 (1.5.3-1)",
                "30050003 eda080 | not UTF-8 (1.5.3-1)",
                "30040002 c080 | not UTF-8 (1.5.3-1)",
                "30030001 ff | not UTF-8 (1.5.3-1)",
                "30030001 e6 | not UTF-8 (1.5.3-1)",
                "30060004 f4908080 | not UTF-8 (1.5.3-1)",
                "30080006 efbfbdc32861 | not UTF-8 (1.5.3-1)",
                "36070001 7400017878 | QoS",
                "38030001 74 | DUP",
                "3e070001 7400017878 | QoS",
            })
    void aPublishThatBreaksARuleIsRefused(String packet, String rule) {
        assertRefused(packet, rule);
    }

    /** Netty's words have the topic in them, which may be of any length. */
    @Test
    void aRefusalDoesNotKeepALongTopic() {
        assertRefused("30c3b802 9c40" + "23".repeat(40_000) + "00", "invalid publish topic name: ###");
        assertThat(bytes.failure().getMessage()).hasSizeLessThan(200);
    }

    /** MQTT 3.1.1, 2.2.2. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "21020000", "28020000", "41020001", "42020001", "48020001", "51020001", "5f020001", "60020001",
                "61020001", "63020001", "6a020001", "71020001", "78020001", "9103000100", "9803000100", "b1020001",
                "b2020001", "d100", "d800"
            })
    void reservedFlagsAreRefused(String packet) {
        assertRefused(packet, "");
        assertThat(bytes.failure().getMessage()).containsPattern("(?i)flag|qos|dup|retain|header|reserved|invalid|bit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20020200 | CONNACK with the reserved flags 2 (3.2.2.1)",
                "2002ff00 | CONNACK with the reserved flags 255 (3.2.2.1)",
                "20020006 | return code",
                "200200ff | return code",
                "20020084 | CONNACK with the return code 132 (3.2.2.3)",
                "20020105 | CONNACK with a session and the return code 5 (3.2.2-4)",
                "2003000000 | CONNACK",
            })
    void aConnackThatBreaksARuleIsRefused(String packet, String rule) {
        assertRefused(packet, rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2000", "200100", "4000", "400100", "4003000100", "404000010000", "5000", "500100", "5003000100",
                "6200", "620100", "6203000100", "7000", "700100", "7003000100", "70040001 0000", "9000", "900100",
                "b000", "b00100", "b003000100", "b00400010000", "d00100", "d0020000"
            })
    void anAcknowledgementOfAnotherLengthIsRefused(String packet) {
        String hex = packet.replace(" ", "");
        // A length that is only claimed ends with the bytes that are there.
        int claimed = HexFormat.fromHexDigits(hex.substring(2, 4));
        assertRefused(hex + "00".repeat(Math.max(0, claimed - (hex.length() / 2 - 2))), "");
        assertThat(bytes.failure().getMessage()).containsPattern("remaining length|behind its end|within|bytes");
    }

    private void assertRefused(String packet, String rule) {
        assertThat(decode(packet)).isEmpty();
        assertThat(bytes.failure()).isInstanceOf(MalformedPacketException.class);
        assertThat(bytes.failure().getMessage()).isNotBlank().containsIgnoringCase(rule);
        assertThat(decode("d000")).isEmpty();
    }

    private List<Packet> decode(String hex) {
        return bytes.decode(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
