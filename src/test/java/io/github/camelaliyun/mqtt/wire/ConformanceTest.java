package io.github.camelaliyun.mqtt.wire;

import io.github.camelaliyun.mqtt.wire.Packet.Connect;
import io.github.camelaliyun.mqtt.wire.Packet.Publish;
import io.github.camelaliyun.mqtt.wire.Packet.Request;
import io.github.camelaliyun.mqtt.wire.Packet.Subscribe;
import io.github.camelaliyun.mqtt.wire.Packet.Unsubscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Statements of MQTT 3.1.1 about the bytes of packets, written by hand; {@code docs/conformance.md} lists all of them. */
class ConformanceTest {

    private static final int LIMIT = 1_000;
    private static final byte[] NOTHING = new byte[0];

    // 1.5.3, 4.7.3

    @ParameterizedTest
    @ValueSource(strings = {"a\ud800", "\udc00a", "\ud800\ud800"})
    void aTextThatUtf8CannotSayIsNotSent(String text) {
        everywhere(text).forEach(packet -> assertNotSent(packet, "1.5.3-1"));
        assertNotSent(new Connect(4, "c", true, 0, "u", text, null), "1.5.3-1");
    }

    @Test
    void aTextWithU0000IsNotSent() {
        everywhere("a\0b").forEach(packet -> assertNotSent(packet, "1.5.3-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c080", "eda080", "edbfbf", "f4908080", "ff", "61c3"})
    void aTopicNameThatIsNotUtf8EndsTheLine(String topic) {
        assertThat(failure(publish(topic))).hasMessageContaining("1.5.3-1");
    }

    @Test
    void aTopicNameWithU0000EndsTheLine() {
        assertThat(failure(publish("610062"))).hasMessageContaining("1.5.3-2");
    }

    @Test
    void theByteOrderMarkIsACharacterLikeOthers() {
        Publish publish = new Publish("\ufeffa\ufeff", NOTHING, 0, false, false, 0);

        assertThat(hex(publish)).isEqualTo("30090007efbbbf61efbbbf");
        assertThat(topic("30090007efbbbf61efbbbf")).isEqualTo("\ufeffa\ufeff");
    }

    @Test
    void anEmptyTopicNameOrFilterIsNotSent() {
        List.of(
                        new Publish("", NOTHING, 0, false, false, 0),
                        new Connect(4, "c", true, 0, null, null, new Publish("", NOTHING, 0, false, false, 0)),
                        new Subscribe(1, List.of(new Request("", 0))),
                        new Unsubscribe(1, List.of("")))
                .forEach(packet -> assertNotSent(packet, "4.7.3-1"));
    }

    @Test
    void anEmptyTopicNameEndsTheLine() {
        assertThat(failure(publish(""))).hasMessageContaining("4.7.3-1");
    }

    @Test
    void aTextOf65535BytesIsSentAndALongerOneIsNot() {
        String longest = "é".repeat(32_767) + "a";
        everywhere(longest)
                .forEach(packet -> assertThat(PacketBytes.encode(packet)).hasSizeGreaterThan(65_535));

        everywhere(longest + "a").forEach(packet -> assertNotSent(packet, "65536 bytes"));
    }

    // 2.2.2

    @Test
    void theReservedFlagsAreThoseOfTheTable() {
        assertThat(List.of(
                        hex(connect(null, null, null)).substring(0, 2),
                        hex(new Packet.Puback(1)),
                        hex(new Packet.Pubrec(1)),
                        hex(new Packet.Pubrel(1)),
                        hex(new Packet.Pubcomp(1)),
                        hex(new Subscribe(1, List.of(new Request("a", 1)))).substring(0, 2),
                        hex(new Unsubscribe(1, List.of("a"))).substring(0, 2),
                        hex(Packet.PINGREQ),
                        hex(Packet.DISCONNECT)))
                .containsExactly("10", "40020001", "50020001", "62020001", "70020001", "82", "a2", "c000", "e000");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0, 020000",
        "4, 0, 020001",
        "5, 0, 020001",
        "6, 2, 020001",
        "7, 0, 020001",
        "9, 0, 03000101",
        "11, 0, 020001",
        "13, 0, 00"
    })
    void otherFlagsEndTheLine(int type, int flags, String rest) {
        for (int other = 0; other < 16; other++) {
            Throwable failure = failure(HexFormat.of().toHexDigits((byte) (type << 4 | other)) + rest);

            assertThat(failure == null).as("flags %d of type %d", other, type).isEqualTo(other == flags);
        }
    }

    // 2.3.1

    @Test
    void aPacketIdentifierOf0IsNotSent() {
        List.of(
                        new Publish("a", NOTHING, 1, false, false, 0),
                        new Publish("a", NOTHING, 2, false, false, 0),
                        new Subscribe(0, List.of(new Request("a", 0))),
                        new Unsubscribe(0, List.of("a")),
                        new Packet.Puback(0),
                        new Packet.Pubrec(0),
                        new Packet.Pubrel(0),
                        new Packet.Pubcomp(0))
                .forEach(packet -> assertNotSent(packet, "no packet identifier: 0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3205000161 0000", "3405000161 0000", "40020000", "50020000", "62020000", "70020000"})
    void aPacketIdentifierOf0EndsTheLine(String packet) {
        assertThat(failure(packet)).isNotNull();
    }

    @Test
    void aPublishOfQos0HasNoPacketIdentifier() {
        assertThat(hex(new Publish("a", new byte[] {0x41}, 0, false, false, 0))).isEqualTo("300400016141");
        assertThat(hex(new Publish("a", new byte[] {0x41}, 1, false, false, 258)))
                .isEqualTo("3206000161010241");
    }

    // 3.1

    @Test
    void theFieldsOfConnectAreInTheirOrder() {
        Publish will = new Publish("w", new byte[] {0x57}, 1, true, false, 0);

        assertThat(hex(connect("u", "p", will)))
                .isEqualTo("1019" + "00044d515454" + "04" + "ee" + "005a" + "000163" + "000177" + "000157" + "000175"
                        + "000170");
    }

    @Test
    void withoutAWillConnectHasNothingOfIt() {
        assertThat(hex(connect("u", "p", null)))
                .isEqualTo("1013" + "00044d515454" + "04" + "c2" + "005a" + "000163" + "000175" + "000170");
    }

    @Test
    void withoutAUserNameConnectHasNoneAndNoPassword() {
        assertThat(hex(connect(null, null, null))).isEqualTo("100d" + "00044d515454" + "04" + "02" + "005a" + "000163");
        assertNotSent(connect(null, "p", null), "3.1.2-22");
    }

    @Test
    void withoutAPasswordConnectHasNone() {
        assertThat(hex(connect("u", null, null)))
                .isEqualTo("1010" + "00044d515454" + "04" + "82" + "005a" + "000163" + "000175");
    }

    @ParameterizedTest
    @CsvSource({"0, 06", "1, 0e", "2, 16"})
    void theQosOfAWillIsThatOfTheFlags(int qos, String flags) {
        assertThat(hex(connect(null, null, new Publish("w", NOTHING, qos, false, false, 0))))
                .isEqualTo("1012" + "00044d515454" + "04" + flags + "005a" + "000163" + "000177" + "0000");
    }

    @Test
    void aWillOfQos3IsNotSent() {
        assertNotSent(connect(null, null, new Publish("w", NOTHING, 3, false, false, 0)), "QoS 3");
    }

    @Test
    void anEmptyClientIdIsThereAllTheSame() {
        assertThat(hex(new Connect(4, "", true, 90, null, null, null)))
                .isEqualTo("100c" + "00044d515454" + "04" + "02" + "005a" + "0000");
    }

    // 3.2

    @ParameterizedTest
    @ValueSource(strings = {"20020105", "20020200", "20020006"})
    void aConnackThatThereIsNotEndsTheLine(String connack) {
        assertThat(failure(connack)).isInstanceOf(MalformedPacketException.class);
    }

    // 3.3

    @Test
    void dupAtQos0EndsTheLine() {
        assertThat(failure("3803000161")).hasMessageContaining("3.3.1-2");
    }

    @Test
    void qos3IsNotSent() {
        assertNotSent(new Publish("a", NOTHING, 3, false, false, 1), "QoS 3");
        assertNotSent(new Subscribe(1, List.of(new Request("a", 3))), "QoS 3");
    }

    @Test
    void qos3EndsTheLine() {
        assertThat(failure("36050001610001")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "a/#", "a+"})
    void aWildcardInATopicNameIsNotSent(String topic) {
        Publish publish = new Publish(topic, NOTHING, 0, false, false, 0);
        assertNotSent(publish, "3.3.2-2");
        assertNotSent(connect(null, null, publish), "3.3.2-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2b", "612f23", "612b"})
    void aWildcardInATopicNameEndsTheLine(String topic) {
        assertThat(failure(publish(topic))).isNotNull();
    }

    // 3.8 to 3.10

    @Test
    void subscribeHasItsFiltersAndNothingReserved() {
        assertThat(hex(new Subscribe(258, List.of(new Request("a", 0), new Request("+/é", 2)))))
                .isEqualTo("820d" + "0102" + "000161" + "00" + "00042b2fc3a9" + "02");
        assertNotSent(new Subscribe(1, List.of()), "3.8.3-3");
    }

    @Test
    void unsubscribeHasItsFiltersOneBehindTheOther() {
        assertThat(hex(new Unsubscribe(258, List.of("a", "+/é"))))
                .isEqualTo("a20b" + "0102" + "000161" + "00042b2fc3a9");
        assertNotSent(new Unsubscribe(1, List.of()), "3.10.3-2");
    }

    @Test
    void aReservedSubackCodeIsForWhoeverAsked() {
        PacketBytes bytes = new PacketBytes(LIMIT);
        List<Packet> packets = bytes.decode(HexFormat.of().parseHex("90040001037f"));

        assertThat(bytes.failure()).isNull();
        assertThat(((Packet.Suback) packets.get(0)).returnCodes()).containsExactly(3, 0x7f);
        bytes.close();
    }

    // 3.14

    @Test
    void nothingFollowsDisconnect() {
        Outbox outbox = new Outbox();
        assertThat(outbox.add(entry(Packet.PINGREQ))).isEqualTo(Outbox.Taken.FIRST);
        assertThat(outbox.add(entry(Packet.DISCONNECT))).isEqualTo(Outbox.Taken.YES);

        assertThat(outbox.add(entry(Packet.PINGREQ))).isEqualTo(Outbox.Taken.NO);
        assertThat(outbox.isFinished()).as("before it has left").isFalse();
        assertThat(outbox.take(LIMIT))
                .extracting(Outbox.Entry::packet)
                .containsExactly(Packet.PINGREQ, Packet.DISCONNECT);
        assertThat(outbox.isFinished()).isTrue();
    }

    // Of 2.2.3 there is no statement.

    @Test
    void aRemainingLengthMayHaveMoreBytesThanItNeeds() {
        PacketBytes bytes = new PacketBytes(LIMIT);

        assertThat(bytes.decode(
                        HexFormat.of().parseHex("d0808000"), HexFormat.of().parseHex("4082000001")))
                .containsExactly(Packet.PINGRESP, new Packet.Puback(1));
        assertThat(bytes.failure()).isNull();
        bytes.close();
    }

    /** A packet for each place that a text has. */
    private static List<Packet> everywhere(String text) {
        return List.of(
                new Publish(text, NOTHING, 0, false, false, 0),
                new Connect(4, text, true, 0, null, null, null),
                new Connect(4, "c", true, 0, text, null, null),
                connect(null, null, new Publish(text, NOTHING, 0, false, false, 0)),
                new Subscribe(1, List.of(new Request("a", 0), new Request(text, 0))),
                new Unsubscribe(1, List.of("a", text)));
    }

    private static Connect connect(String username, String password, Publish will) {
        return new Connect(4, "c", true, 90, username, password, will);
    }

    private static Outbox.Entry entry(Packet packet) {
        return new Outbox.Entry(packet, Outbound.size(packet), null);
    }

    private static void assertNotSent(Packet packet, String why) {
        assertThatThrownBy(() -> PacketBytes.encode(packet))
                .as(packet.getClass().getSimpleName())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static String hex(Packet packet) {
        return HexFormat.of().formatHex(PacketBytes.encode(packet));
    }

    private static String publish(String topic) {
        int length = topic.length() / 2;
        return "30" + HexFormat.of().toHexDigits((byte) (length + 2))
                + HexFormat.of().toHexDigits((short) length) + topic;
    }

    private static String topic(String hex) {
        PacketBytes bytes = new PacketBytes(LIMIT);
        Publish publish = (Publish) bytes.decode(HexFormat.of().parseHex(hex)).get(0);
        bytes.close();
        return publish.topic();
    }

    /** What ends a line that gets this packet and a good one; null if both are taken. */
    private static Throwable failure(String hex) {
        PacketBytes bytes = new PacketBytes(LIMIT);
        List<Packet> packets = bytes.decode(HexFormat.of().parseHex(hex.replace(" ", "")), new byte[] {(byte) 0xd0, 0});
        Throwable failure = bytes.failure();
        bytes.close();
        assertThat(packets).as("packets of " + hex).hasSize(failure == null ? 2 : 0);
        return failure;
    }
}
