package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** What is no packet ends the line, once, and keeps no buffer. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketFramerFailuresTest extends PacketFramerRig {

    /** As of what is no MQTT: "HTTP/1.1 400" would be a PUBACK of 84 bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"40e907", "20ffffff7f", "d07f", "485454502f312e31", "5353482d322e30", "323230206d61696c"})
    void whatCannotBecomeAPacketEndsTheLineAtItsBeginning(String begin) {
        start(1_000);
        read(hex(begin));

        assertThat(failures).singleElement().isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void anHttpServerIsKnownByItsFirstBytes() {
        start(1_000);
        read("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertFailed("an HTTP server answers there: if it is a WebSocket listener, write ws:// or wss://");
    }

    /** Of the first two bytes a PUBACK of 84 bytes would be told. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anHttpServerIsKnownByItsFirstBytesInPieces(int size) {
        start(1_000);
        byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < "HTTP/".length(); at += size) {
            assertThat(failures).isEmpty();
            read(Arrays.copyOfRange(answer, at, at + size));
        }
        assertFailed("an HTTP server answers there: if it is a WebSocket listener, write ws:// or wss://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4854|545030", "48|55", "485454|0050"})
    void whatBeginsLikeHttpAndIsNoneIsNoPacketEither(String pieces) {
        start(1_000);
        for (String piece : pieces.split("\\|")) {
            assertThat(failures).isEmpty();
            read(hex(piece));
        }
        assertFailed("PUBACK with a remaining length of 8");
    }

    @Test
    void aTlsServerIsKnownByItsFirstBytes() {
        start(1_000);
        read(hex("15030300020246"));
        assertFailed("a TLS server answers there: write ssl:// or wss://");
    }

    @Test
    void behindAPacketTheyAreNotLookedFor() {
        start(1_000);
        read(hex("20020000"));
        read("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("PUBACK"));
    }

    @Test
    void aRemainingLengthOfFiveBytesEndsTheLine() {
        start(1_000);
        read(hex("40ffffff"));
        assertThat(failures).isEmpty();
        read(hex("ff"));

        assertFailed("a remaining length of more than 4 bytes (2.2.3)");
    }

    @Test
    void aTopicLongerThanItsPacketEndsTheLineAndSwallowsNoPacketBehindIt() {
        start(1_000);
        read(hex(PUBACK_1 + "3004000300" + "61" + PINGRESP));

        assertThat(packets).containsExactly(new Packet.Puback(1));
        assertFailed("PUBLISH that is shorter than its topic name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"320300017400", "3000", "300100", "2000", "200100", "4000", "400100", "9000", "900100"})
    void aPacketThatEndsWithinItsFieldsIsNotTakenForTheBeginningOfTheNext(String packet) {
        start(1_000);
        read(hex(packet + PINGRESP + PINGRESP));

        assertThat(packets).isEmpty();
        assertFailed("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"d0020000", "d00100", "4003000100", "b003000100", "2003000000", "50050001000000"})
    void bytesBehindAPacketsEndEndTheLine(String packet) {
        start(1_000);
        read(hex(packet + PINGRESP));

        assertThat(packets).isEmpty();
        assertFailed("");
    }

    @Test
    void afterAFailureNothingMoreIsTold() {
        start(1_000);
        read(hex(PUBACK_1 + "f000" + PUBACK_2));
        read(hex(PUBACK_2));
        read(hex("f000"));
        advance(PacketDeadline.LIMIT.multipliedBy(3));

        assertThat(packets).containsExactly(new Packet.Puback(1));
        assertThat(failures).hasSize(1);
    }

    @Test
    void aPacketThatWasWaitedForFailsOnce() {
        start(1_000);
        read(hex("30"));
        read(hex("0a00ff" + PUBACK_1));
        advance(PacketDeadline.LIMIT.multipliedBy(3));

        assertThat(failures).hasSize(1);
    }

    @Test
    void aFailureReleasesWhatHasCome() {
        start(1_000);
        read(hex("30"));
        read(hex("0a00"));
        read(hex("ff" + PUBACK_1 + PUBACK_2));

        assertThat(failures).hasSize(1);
        assertThat(memory.metric().usedHeapMemory()).isZero();
    }

    @Test
    void whatTheReceiverThrowsEndsTheLine() {
        start(1_000);
        OutOfMemoryError thrown = new OutOfMemoryError("says the test");
        onPacket = () -> {
            throw thrown;
        };
        read(hex(PUBACK_1 + PUBACK_2));
        read(hex(PUBACK_2));

        assertThat(packets).containsExactly(new Packet.Puback(1));
        assertThat(failures).containsExactly(thrown);
    }

    @Test
    void garbageEndsTheLineAtMostOnceAndLeavesNoBuffer() {
        Random random = new Random(311);
        for (int i = 0; i < 3_000; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            if (garbage.length > 1 && i % 2 == 0) {
                // A type that a server sends and a length that may be right, to come further.
                garbage[0] = (byte) ((2 + random.nextInt(12)) << 4 | garbage[0] & 0x0f);
                garbage[1] = (byte) random.nextInt(garbage.length);
            }
            failures.clear();
            restart(random.nextBoolean() ? 50 : ANY);
            readInPieces(garbage, 1 + random.nextInt(60));
            channel.finishAndReleaseAll();

            assertThat(failures).as(HexFormat.of().formatHex(garbage)).hasSizeLessThan(2);
            assertThat(failures)
                    .allSatisfy(failure -> assertThat(failure).isInstanceOf(MalformedPacketException.class));
            assertThat(memory.metric().usedHeapMemory())
                    .as(HexFormat.of().formatHex(garbage))
                    .isZero();
        }
    }
}
