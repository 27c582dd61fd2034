package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** The time that a packet has to become complete, and what extends it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketFramerDeadlineTest extends PacketFramerRig {

    @ParameterizedTest
    @ValueSource(strings = {"30", "3080", "300a00", "300a00017461", HUGE, "4002"})
    void aPacketThatTakesTooLongEndsTheLine(String begin) {
        for (int limit : new int[] {5, ANY}) {
            failures.clear();
            restart(limit);
            read(hex(begin));
            advance(PacketDeadline.LIMIT.minusNanos(1));
            assertThat(failures).isEmpty();
            advance(Duration.ofNanos(1));

            assertFailed("a packet that was not complete within 300 s");
        }
    }

    @Test
    void piecesThatKeepComingDoNotExtendTheTime() {
        start(ANY);
        read(hex("306400017461"));
        for (int i = 0; i < 4; i++) {
            advance(PacketDeadline.LIMIT.dividedBy(5));
            read(hex("01"));
        }
        assertThat(failures).isEmpty();
        advance(PacketDeadline.LIMIT.dividedBy(5));

        assertFailed("a packet that was not complete within 300 s");
    }

    /** 16 MiB at 8 KB/s take half an hour. */
    @ParameterizedTest
    @ValueSource(ints = {10, ANY})
    void aLargePacketOnASlowLineHasTimeAsLongAsItComes(int limit) {
        start(limit);
        read(hex("30808040" + "000174"));
        byte[] part = new byte[PacketDeadline.BYTES_OF_LIMIT];
        for (int i = 0; i < 12; i++) {
            read(part);
            advance(PacketDeadline.LIMIT);
            assertThat(failures).isEmpty();
        }
        read(Arrays.copyOf(part, PacketDeadline.BYTES_OF_LIMIT - 1));
        advance(PacketDeadline.LIMIT);

        assertFailed("a packet that was not complete within 300 s");
    }

    @Test
    void slowPacketsThatAreCompleteInTimeDoNotEndTheLine() {
        start(ANY);
        for (int i = 0; i < 5; i++) {
            read(hex("40"));
            advance(PacketDeadline.LIMIT.minusNanos(1));
            // The end of one and the beginning of the next.
            read(hex("020001" + "40"));
            advance(PacketDeadline.LIMIT.minusNanos(1));
            read(hex("020001"));
        }

        assertThat(failures).isEmpty();
        assertThat(packets).hasSize(10);
    }

    /** Else a line would keep one for each read that ends within a packet, for five minutes. */
    @Test
    void howeverManyPacketsAreWaitedForThereIsOneTimer() {
        start(ANY);
        for (int i = 0; i < 100; i++) {
            read(hex("40"));
            read(hex("020001"));
        }
        advance(PacketDeadline.LIMIT.minusNanos(1));
        read(hex("40"));
        looks = 0;
        advance(Duration.ofNanos(1));
        assertThat(looks).isEqualTo(1);

        advance(PacketDeadline.LIMIT.minusNanos(1));
        assertFailed("a packet that was not complete within 300 s");
    }

    @Test
    void theTimeBetweenPacketsIsNobodysConcern() {
        start(ANY);
        read(hex(PINGRESP));
        advance(PacketDeadline.LIMIT.multipliedBy(4));
        read(hex("40"));
        advance(PacketDeadline.LIMIT.dividedBy(2));
        read(hex("020001"));
        advance(PacketDeadline.LIMIT.multipliedBy(4));
        read(hex(PUBACK_2));

        assertThat(failures).isEmpty();
        assertThat(packets).hasSize(3);
    }

    @Test
    void theTimeDoesNotRunInAPause() {
        start(ANY);
        read(hex("40"));
        paused = true;
        advance(PacketDeadline.LIMIT.multipliedBy(5).plusSeconds(7));
        assertThat(failures).isEmpty();

        resume();
        advance(PacketDeadline.LIMIT.minusNanos(1));
        assertThat(failures).isEmpty();
        read(hex("02"));
        advance(Duration.ofNanos(1));
        assertFailed("a packet that was not complete within 300 s");
    }

    /** What the server has sent since may wait before the line: nobody has looked yet. */
    @Test
    void aPauseThatEndsRightBeforeTheTimeDoesGivesThePacketItsTime() {
        start(ANY);
        read(hex("40"));
        paused = true;
        advance(PacketDeadline.LIMIT.minusSeconds(1));
        resume();
        advance(Duration.ofSeconds(2));
        assertThat(failures).isEmpty();

        read(hex("020001"));
        assertThat(packets).containsExactly(new Packet.Puback(1));
    }

    @Test
    void aLineThatEndsWithinAPacketKeepsNoTimer() {
        start(ANY);
        read(hex("40"));
        channel.pipeline().remove(framer);

        assertThat(channel.runScheduledPendingTasks()).isNegative();
    }
}
