package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Case P37: what a client sends against MQTT 3.1.1 ends its connection with one line, which has the rule. */
@Timeout(120)
class BrokenPacketsIT {

    private static final HexFormat HEX = HexFormat.of();

    private final String clientId = SharedSandbox.uniqueClientId();
    private final LogCapture log = new LogCapture();

    @AfterEach
    void endCapture() {
        log.close();
    }

    /** P37. Words of a packet that begin with a quote are text with its length before it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            c0 00 00 00       | a packet of type 0               | 2.2.1: the packet types 0 and 15 are reserved
            f0 00             | a packet of type 15              | 2.2.1: the packet types 0 and 15 are reserved
            00 80 80 80 80 01 | a packet of type 0               | 2.2.1: the packet types 0 and 15 are reserved
            20 02 00 00       | CONNACK of a client              | 2.2.1: servers alone send CONNACK
            90 03 00 01 00    | SUBACK of a client               | 2.2.1: servers alone send SUBACK
            b0 02 00 01       | UNSUBACK of a client             | 2.2.1: servers alone send UNSUBACK
            d0 00             | PINGRESP of a client             | 2.2.1: servers alone send PINGRESP
            36                | PUBLISH with QoS 3               | 3.3.1.2 [MQTT-3.3.1-4]: the QoS is 0, 1 or 2
            38                | PUBLISH with QoS 0 and the DUP flag | 3.3.1.1 [MQTT-3.3.1-2]: DUP is 0 with QoS 0
            41                | PUBACK with the flags 1          | 2.2.2 [MQTT-2.2.2-2]: the flags of PUBACK are 0
            52                | PUBREC with the flags 2          | 2.2.2 [MQTT-2.2.2-2]: the flags of PUBREC are 0
            60                | PUBREL with the flags 0          | 2.2.2 [MQTT-2.2.2-2]: the flags of PUBREL are 2
            72                | PUBCOMP with the flags 2         | 2.2.2 [MQTT-2.2.2-2]: the flags of PUBCOMP are 0
            80                | SUBSCRIBE with the flags 0       | 2.2.2 [MQTT-2.2.2-2]: the flags of SUBSCRIBE are 2
            a3                | UNSUBSCRIBE with the flags 3     | 2.2.2 [MQTT-2.2.2-2]: the flags of UNSUBSCRIBE are 2
            c1                | PINGREQ with the flags 1         | 2.2.2 [MQTT-2.2.2-2]: the flags of PINGREQ are 0
            e8                | DISCONNECT with the flags 8      | 2.2.2 [MQTT-2.2.2-2]: the flags of DISCONNECT are 0
            30 80 80 80 80 01 | a packet with a remaining length of more than four bytes | 2.2.3: that length has four bytes at most
            c0 01 00          | PINGREQ with 1 bytes after its end | 2.2.3: the remaining length is that of the packet
            30 01 00          | PUBLISH that ends within its topic | 2.2.3: the remaining length is that of the packet, all fields included
            30 05 00 09 74 65 73 | PUBLISH that ends within its topic | 2.2.3: the remaining length is that of the packet, all fields included
            32 05 00 03 61 2f 62 | PUBLISH that ends within its packet identifier | 2.2.3: the remaining length is that of the packet, all fields included
            32 07 00 03 61 2f 62 00 00 | PUBLISH with the packet identifier 0 | 2.3.1 [MQTT-2.3.1-1]: it is not zero
            40 02 00 00       | PUBACK with the packet identifier 0 | 2.3.1 [MQTT-2.3.1-1]: it is not zero
            62 03 00 01 00    | PUBREL with 1 bytes after its end | 2.2.3: the remaining length is that of the packet
            30 02 00 00       | PUBLISH with an empty topic      | 4.7.3 [MQTT-4.7.3-1]: a topic has a character at least
            30 08 00 06 74 65 73 74 2f 2b | PUBLISH to 'test/+'  | 3.3.2.1 [MQTT-3.3.2-2]: a message is on one topic, the wildcards + and # are for SUBSCRIBE
            30 08 00 06 74 65 73 74 2f 23 | PUBLISH to 'test/#'  | 3.3.2.1 [MQTT-3.3.2-2]: a message is on one topic, the wildcards + and # are for SUBSCRIBE
            30 08 00 06 74 65 73 74 2f ff | PUBLISH with a topic that is not UTF-8 | 1.5.3 [MQTT-1.5.3-1]: text is well-formed UTF-8, without surrogates
            30 05 00 03 ed a0 80 | PUBLISH with a topic that is not UTF-8 | 1.5.3 [MQTT-1.5.3-1]: text is well-formed UTF-8, without surrogates
            30 04 00 02 c0 80 | PUBLISH with a topic that is not UTF-8 | 1.5.3 [MQTT-1.5.3-1]: text is well-formed UTF-8, without surrogates
            30 08 00 06 74 65 73 74 2f 00 | PUBLISH with U+0000 in its topic | 1.5.3 [MQTT-1.5.3-2]: text has no U+0000
            30 08 00 06 74 65 73 74 2f 0a | PUBLISH with a control character or a non-character in its topic | 1.5.3: text should not have such, and a server may close the connection for them
            30 05 00 03 ef bf bf | PUBLISH with a control character or a non-character in its topic | 1.5.3: text should not have such, and a server may close the connection for them
            82 02 00 01       | SUBSCRIBE without a topic filter | 3.8.3 [MQTT-3.8.3-3]: there is one at least
            82 00             | SUBSCRIBE that ends within its packet identifier | 2.2.3: the remaining length is that of the packet, all fields included
            82 0b 00 00 00 06 74 65 73 74 2f 61 01 | SUBSCRIBE with the packet identifier 0 | 2.3.1 [MQTT-2.3.1-1]: it is not zero
            82 0b 00 01 00 06 74 65 73 74 2f 61 03 | SUBSCRIBE to 'test/a' with a QoS that is none | 3.8.3 [MQTT-3-8.3-4]: the requested QoS is 0, 1 or 2, and the bits above it are 0
            82 0b 00 01 00 06 74 65 73 74 2f 61 81 | SUBSCRIBE to 'test/a' with a QoS that is none | 3.8.3 [MQTT-3-8.3-4]: the requested QoS is 0, 1 or 2, and the bits above it are 0
            82 0a 00 01 00 06 74 65 73 74 2f 61 | SUBSCRIBE that ends within its requested QoS | 2.2.3: the remaining length is that of the packet, all fields included
            82 05 00 01 00 00 01 | SUBSCRIBE with an empty topic filter | 4.7.3 [MQTT-4.7.3-1]: a topic filter has a character at least
            82 0b 00 01 00 06 74 65 73 74 2f ff 01 | SUBSCRIBE with a topic filter that is not UTF-8 | 1.5.3 [MQTT-1.5.3-1]: text is well-formed UTF-8, without surrogates
            82 0b 00 01 00 06 74 65 73 74 2f 00 01 | SUBSCRIBE with U+0000 in its topic filter | 1.5.3 [MQTT-1.5.3-2]: text has no U+0000
            82 0b 00 01 00 06 74 65 73 74 61 2b 01 | SUBSCRIBE to 'testa+' | 4.7.1 [MQTT-4.7.1-2, MQTT-4.7.1-3]: + and # are a level by themselves, and # is the last one
            82 0b 00 01 00 06 74 65 73 2f 23 2f 01 | SUBSCRIBE to 'tes/#/' | 4.7.1 [MQTT-4.7.1-2, MQTT-4.7.1-3]: + and # are a level by themselves, and # is the last one
            a2 02 00 01       | UNSUBSCRIBE without a topic filter | 3.10.3 [MQTT-3.10.3-2]: there is one at least
            a2 06 00 01 00 02 61 00 | UNSUBSCRIBE with U+0000 in its topic filter | 1.5.3 [MQTT-1.5.3-2]: text has no U+0000
            """)
    void brokenPacketOfAClientThatIsConnected(String packet, String what, String rule) throws Exception {
        try (RawClient client = RawClient.connected(clientId)) {
            client.send(HEX.parseHex(packet.replace(" ", "")));

            client.readToTheEnd();
        }
        assertOneLine(clientId, what, rule);
    }

    /** P37 */
    @Test
    void secondConnect() throws Exception {
        try (RawClient client = RawClient.connected(clientId)) {
            client.send(RawClient.connect(4, clientId, SharedSandbox.signed(clientId)));

            assertThat(client.readToTheEnd()).isEmpty();
        }
        assertOneLine(clientId, "a second CONNECT", "3.1 [MQTT-3.1.0-2]: a client sends CONNECT once on a connection");
    }

    /** P37 */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            c0 00                   | PINGREQ before CONNECT   | 3.1 [MQTT-3.1.0-1]: the first packet of a client is CONNECT
            30                      | PUBLISH before CONNECT   | 3.1 [MQTT-3.1.0-1]: the first packet of a client is CONNECT
            00                      | a packet of type 0       | 2.2.1: the packet types 0 and 15 are reserved
            47 45 54 20 2f          | PUBACK before CONNECT    | 3.1 [MQTT-3.1.0-1]: the first packet of a client is CONNECT
            11                      | CONNECT with the flags 1 | 2.2.2 [MQTT-2.2.2-2]: the flags of CONNECT are 0
            10 80 80 80 80 01       | a packet with a remaining length of more than four bytes | 2.2.3: that length has four bytes at most
            10 00                   | CONNECT that ends within its protocol name | 2.2.3: the remaining length is that of the packet, all fields included
            10 07 00 04 48 54 54 50 04 | CONNECT with another protocol name than MQTT has | 3.1.2.1 [MQTT-3.1.2-1]: the protocol name is MQTT
            10 0a 00 04 4d 51 54 54 04 c2 00 3c | CONNECT that ends within its clientId | 2.2.3: the remaining length is that of the packet, all fields included
            10 0d 00 04 4d 51 54 54 04 03 00 3c 00 01 61 | CONNECT with the reserved flag | 3.1.2.3 [MQTT-3.1.2-3]: that flag is 0
            10 0d 00 04 4d 51 54 54 04 1e 00 3c 00 01 61 | CONNECT with a will of QoS 3 | 3.1.2.6 [MQTT-3.1.2-14]: the QoS is 0, 1 or 2
            10 0d 00 04 4d 51 54 54 04 22 00 3c 00 01 61 | CONNECT with the QoS or the retained flag of a will, and without a will | 3.1.2.6 [MQTT-3.1.2-13, MQTT-3.1.2-15]: both are 0 then
            10 0d 00 04 4d 51 54 54 04 42 00 3c 00 01 61 | CONNECT with a password and without a user name | 3.1.2.9 [MQTT-3.1.2-22]: without a user name there is no password
            10 0d 00 04 4d 51 54 54 04 02 00 3c 00 01 ff | CONNECT with a clientId that is not UTF-8 | 1.5.3 [MQTT-1.5.3-1]: text is well-formed UTF-8, without surrogates
            10 0d 00 04 4d 51 54 54 04 02 00 3c 00 01 00 | CONNECT with U+0000 in its clientId | 1.5.3 [MQTT-1.5.3-2]: text has no U+0000
            10 0e 00 04 4d 51 54 54 04 02 00 3c 00 01 61 00 | CONNECT with 1 bytes after its end | 2.2.3: the remaining length is that of the packet
            """)
    void brokenPacketOfAClientThatIsNotConnected(String packet, String what, String rule) throws Exception {
        try (RawClient client = RawClient.open(SharedSandbox.get().tcp())) {
            client.send(HEX.parseHex(packet.replaceAll("[^0-9a-f]", "")));

            assertThat(client.readToTheEnd()).isEmpty();
            assertOneLine(client.address(), what, rule);
        }
    }

    /** P37: packets come in pieces, and several at once. */
    @Test
    void packetsInPiecesAndTogetherPass() throws Exception {
        try (RawClient client = RawClient.connected(clientId)) {
            byte[] subscribe = RawClient.subscribe(1, "test/" + clientId + "/#");
            for (byte each : subscribe) {
                client.send(new byte[] {each});
            }
            assertThat(client.read(5)).isEqualTo(HEX.parseHex("9003000101"));
            byte[] publish = RawClient.publish("test/" + clientId + "/a", "hello".getBytes());
            client.send(RawClient.join(HEX.parseHex("c000"), publish, publish));

            assertThat(client.read(2)).isEqualTo(HEX.parseHex("d000"));
            assertThat(client.read(2 * publish.length)).isEqualTo(RawClient.join(publish, publish));
        }
        assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN"));
    }

    /** P39: the service speaks MQTT 3.1.1 and 5. */
    @Test
    void mqtt31AndLevelsThatThereAreNotAreAnsweredWithConnack1() throws Exception {
        assertLevelIsRefused(3);
        assertLevelIsRefused(6);
        assertLevelIsRefused(0x84);
    }

    private void assertLevelIsRefused(int level) throws Exception {
        Credentials credentials = SharedSandbox.signed(clientId);
        try (RawClient client = RawClient.open(SharedSandbox.get().tcp())) {
            client.send(RawClient.connect(level, clientId, credentials));

            assertThat(client.readToTheEnd()).containsExactly(0x20, 2, 0, 1);
            assertThat(linesOf(client.address()))
                    .containsExactly("WARN sandbox refused " + client.address() + ": CONNECT with the protocol level "
                            + level
                            + "; the service's rule: it speaks MQTT 3.1.1 (level 4) and MQTT 5 (level 5), nothing is"
                            + " said of others");
        }
    }

    @Test
    void emptyClientIdIsAnsweredWithConnack2() throws Exception {
        try (RawClient client = RawClient.open(SharedSandbox.get().tcp())) {
            client.send(RawClient.connect(4, "", SharedSandbox.signed(clientId)));

            assertThat(client.readToTheEnd()).containsExactly(0x20, 2, 0, 2);
            assertThat(linesOf(client.address()))
                    .containsExactly(
                            "WARN sandbox refused " + client.address()
                                    + ": CONNECT with an empty clientId; the service's rule: a clientId is <Group ID>@@@<Device ID>");
        }
    }

    private void assertOneLine(String client, String what, String rule) {
        assertThat(linesOf(client))
                .containsExactly(
                        "WARN sandbox refused " + client + ": " + what + "; the service's rule: MQTT 3.1.1, " + rule);
        assertThat(log.lines()).noneMatch(line -> line.startsWith("ERROR"));
    }

    private List<String> linesOf(String client) {
        return log.lines().stream().filter(line -> line.contains(client)).toList();
    }
}
