package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static io.github.camelaliyun.mqtt.kit.Bytes.join;
import static org.assertj.core.api.Assertions.assertThat;

/** Packets that come in pieces of any size, what a pause holds of them, and what they leave behind. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketFramerPiecesTest extends PacketFramerRig {

    @Test
    void packetsMayBeCutAnywhere() {
        byte[] all = everyKind();
        start(1_000);
        read(all);
        List<String> whole = texts();
        assertThat(whole).hasSize(10);
        for (int first = 0; first <= all.length; first++) {
            restart(1_000);
            read(Arrays.copyOf(all, first));
            read(Arrays.copyOfRange(all, first, all.length));

            assertThat(texts()).as("cut at %d", first).isEqualTo(whole);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void packetsMayComeByteByByte() {
        byte[] all = everyKind();
        start(1_000);
        read(all);
        List<String> whole = texts();
        restart(1_000);
        for (byte one : all) {
            read(new byte[] {one});
        }

        assertThat(texts()).isEqualTo(whole);
        assertThat(failures).isEmpty();
    }

    @Test
    void packetsMayComeInPiecesOfAnySize() {
        byte[] all = everyKind();
        start(1_000);
        read(all);
        List<String> whole = texts();
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            restart(1_000);
            for (int at = 0; at < all.length; ) {
                int end = Math.min(all.length, at + 1 + random.nextInt(200));
                read(Arrays.copyOfRange(all, at, end));
                at = end;
            }
            assertThat(texts()).as("round %d", round).isEqualTo(whole);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aPayloadOfMoreThanAMebibyteArrivesWhole() {
        byte[] payload = new byte[3 * MIB + 17];
        new Random(1).nextBytes(payload);
        start(ANY);
        readInPieces(publish(1, payload), 65_536);

        assertThat(packets)
                .singleElement()
                .satisfies(packet ->
                        assertThat(((Packet.Publish) packet).payload()).isEqualTo(payload));
    }

    @Test
    void aPauseHoldsAtOnceAndWhatHasComeIsGivenAfterIt() {
        start(1_000);
        onPacket = () -> paused = true;
        read(hex(PUBACK_1 + PUBACK_2));
        read(hex(PINGRESP));
        assertThat(packets).containsExactly(new Packet.Puback(1));

        resume();
        assertThat(packets).containsExactly(new Packet.Puback(1), new Packet.Puback(2));
        onPacket = () -> {};
        resume();
        assertThat(packets).endsWith(new Packet.Puback(2), Packet.PINGRESP);
        resume();
        assertThat(packets).hasSize(3);
    }

    @Test
    void aStreamWhoseReadsNeverEndWithAPacketKeepsTheBufferSmall() {
        start(ANY);
        byte[] piece = new byte[4_096];
        byte[] puback = hex(PUBACK_1);
        for (int i = 0; i < piece.length; i++) {
            // From the second byte of a packet on.
            piece[i] = puback[(i + 1) % puback.length];
        }
        read(hex("40"));
        long most = 0;
        for (int i = 0; i < 1_000; i++) {
            packets.clear();
            read(piece);
            most = Math.max(
                    most, memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory());
            given.clear();
        }

        assertThat(failures).isEmpty();
        assertThat(packets).hasSize(1_024);
        assertThat(most).isLessThan(8 * piece.length);
    }

    @Test
    void aLineThatEndsWithinAPacketLeavesNothingBehind() {
        for (String begin : List.of("30", "300a00017461", HUGE, PUBACK_1 + "40")) {
            for (int limit : new int[] {5, ANY}) {
                restart(limit);
                read(hex(begin));
                channel.finishAndReleaseAll();
                assertThat(memory.metric().usedHeapMemory()).isZero();
                advance(PacketDeadline.LIMIT.multipliedBy(2));
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void whatIsNoBytesIsReleased() {
        start(ANY);
        read(new byte[0]);
        channel.writeInbound("nothing that is known here");

        assertThat(packets).isEmpty();
        assertThat(failures).isEmpty();
    }

    private static byte[] everyKind() {
        return join(
                hex("20020000"),
                publish(1, new byte[300]),
                hex("4002004d"),
                publish(0, new byte[0]),
                hex("9004000a0102"),
                publish(2, new byte[2_000]),
                hex("6202004d" + PINGRESP + "b002000b"),
                publish(2, "x".getBytes(StandardCharsets.UTF_8)));
    }
}
