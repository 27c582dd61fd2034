package io.github.camelaliyun.mqtt.wire;

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

/** Statements of MQTT 3.1.1 about the bytes of the other packets, written by hand; {@code docs/conformance.md} lists all. */
class PacketConformanceTest extends ConformanceRig {

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

    private static Outbox.Entry entry(Packet packet) {
        return new Outbox.Entry(packet, Outbound.size(packet), null);
    }
}
