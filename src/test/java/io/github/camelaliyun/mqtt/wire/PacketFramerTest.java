package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** After each test the framer has let go of every buffer that it was given or has made. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketFramerTest {

    private static final int MIB = 1 << 20;
    private static final int ANY = Integer.MAX_VALUE;
    private static final String PUBACK_1 = "40020001";
    private static final String PUBACK_2 = "40020002";
    private static final String PINGRESP = "d000";
    /** A PUBLISH of topic t whose length is the largest one. */
    private static final String HUGE = "30ffffff7f000174";

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private final List<ByteBuf> given = new ArrayList<>();
    private final List<Packet> packets = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private Runnable onPacket = () -> {};
    private boolean paused;
    private long nanos = -1_000;
    /** How often the time was asked for. */
    private int looks;

    private PacketFramer framer;
    private EmbeddedChannel channel;

    @AfterEach
    void everyBufferIsReleased() {
        if (channel != null) {
            channel.finishAndReleaseAll();
        }
        assertThat(given).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
        assertThat(memory.metric().usedHeapMemory()).isZero();
        assertThat(memory.metric().usedDirectMemory()).isZero();
    }

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

    @ParameterizedTest
    @ValueSource(ints = {1_001, 100_000, 5 * MIB})
    void thePayloadOfAPublishOverTheLimitIsSkippedWhileItStreamsAndTheNextPacketRead(int size) {
        start(1_000);
        readInPieces(publish(2, new byte[size]), 10_000);
        assertThat(memory.metric().usedHeapMemory()).isLessThan(MIB);
        read(hex(PINGRESP));
        read(join(hex("31ea07000174"), new byte[999], hex(PUBACK_1)));

        assertThat(packets)
                .containsExactly(
                        new Packet.Oversized("test/消息", size, 2, false, false, 51_966),
                        Packet.PINGRESP,
                        new Packet.Oversized("t", 999, 0, true, false, 0),
                        new Packet.Puback(1));
        assertThat(failures).isEmpty();
    }

    @Test
    void aPublishOverTheLimitIsToldWhenItsLastByteHasCome() {
        start(10);
        read(hex("3a0c" + "00067465" + "73742f61" + "0007" + "01"));
        assertThat(packets).isEmpty();
        read(hex("02"));

        assertThat(packets).containsExactly(new Packet.Oversized("test/a", 2, 1, false, true, 7));
    }

    @Test
    void aPublishOverTheLimitMayBeAllTopic() {
        start(3);
        read(hex("30050003616263" + PINGRESP));

        assertThat(packets).containsExactly(new Packet.Oversized("abc", 0, 0, false, false, 0), Packet.PINGRESP);
    }

    @Test
    void aTopicOfTheLargestLengthIsReadOfAPublishOverTheLimit() {
        String topic = "a".repeat(65_535);
        start(1_000);
        readInPieces(PacketBytes.encode(new Packet.Publish(topic, new byte[9], 1, false, false, 5)), 1_000);

        assertThat(packets).containsExactly(new Packet.Oversized(topic, 9, 1, false, false, 5));
    }

    @Test
    void aPublishOfExactlyTheLimitIsRead() {
        start(1_000);
        read(join(hex("30e807000174"), new byte[997], hex(PINGRESP)));

        assertThat(texts())
                .containsExactly(
                        "Publish[topic=t, qos=0, retain=false, duplicate=false, packetId=0, 997 bytes]", "Pingresp[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"32e907000174", "30e9070001", "30e90700", "36e907000174000161", "32e9070001740000"})
    void aPublishOverTheLimitIsCheckedAsAnyOther(String begin) {
        start(1_000);
        boolean refused = begin.startsWith("36") || begin.endsWith("0000");
        read(hex(begin));
        assertThat(failures).hasSize(refused ? 1 : 0);
        assertThat(packets).isEmpty();
    }

    @Test
    void aPublishOverTheLimitThatIsShorterThanItsTopicEndsTheLine() {
        start(1_000);
        read(hex("30e907" + "ffff"));

        assertFailed("PUBLISH that is shorter than its topic name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"90e90700010101", "90ffffff7f", "00e907"})
    void anotherPacketOverTheLimitEndsTheLineAtItsLength(String begin) {
        start(1_000);
        read(hex(begin));

        assertFailed("more than the limit of 1000 bytes");
        assertThat(failures.get(0)).hasMessageContaining(begin.contains("ffffff7f") ? "268435455 bytes" : "1001 bytes");
    }

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

    /** Or any stranger could make the memory run out with ten bytes. */
    @ParameterizedTest
    @ValueSource(strings = {HUGE, "32ffffff7f0001740001", "90ffffff7f0001", "30ffffff7fffff"})
    void aLengthAloneTakesNoMemory(String begin) {
        for (int limit : new int[] {1_000, ANY}) {
            restart(limit);
            read(hex(begin));

            assertThat(memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory())
                    .isLessThan(1_024);
            assertThat(packets).isEmpty();
        }
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
    void aPauseWithinASkippedPayloadHoldsToo() {
        start(10);
        read(hex("300d000174" + "0102"));
        paused = true;
        read(hex("0304050607080910" + PUBACK_1));
        assertThat(packets).isEmpty();

        resume();
        assertThat(packets).containsExactly(new Packet.Oversized("t", 10, 0, false, false, 0), new Packet.Puback(1));
    }

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
    void aLineThatEndsWithinAPacketKeepsNoTimer() {
        start(ANY);
        read(hex("40"));
        channel.pipeline().remove(framer);

        assertThat(channel.runScheduledPendingTasks()).isNegative();
    }

    @Test
    void whatIsNoBytesIsReleased() {
        start(ANY);
        read(new byte[0]);
        channel.writeInbound("nothing that is known here");

        assertThat(packets).isEmpty();
        assertThat(failures).isEmpty();
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

    private void assertFailed(String message) {
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(MalformedPacketException.class)
                        .hasMessageContaining(message));
    }

    private void start(int limit) {
        framer = new PacketFramer(limit, new Receiver(), () -> {
            looks++;
            return nanos;
        });
        channel = new EmbeddedChannel();
        channel.config().setAllocator(memory);
        channel.freezeTime();
        channel.pipeline().addLast(framer, new MqttDecoder(268_435_455), framer.decoded());
    }

    private void restart(int limit) {
        if (channel != null) {
            channel.finishAndReleaseAll();
        }
        packets.clear();
        start(limit);
    }

    private void read(byte[] some) {
        ByteBuf buffer = ((ByteBufAllocator) memory).heapBuffer(some.length).writeBytes(some);
        given.add(buffer);
        channel.writeInbound(buffer);
    }

    private void readInPieces(byte[] all, int size) {
        for (int at = 0; at < all.length; at += size) {
            read(Arrays.copyOfRange(all, at, Math.min(all.length, at + size)));
        }
    }

    private void resume() {
        paused = false;
        framer.cut(channel.pipeline().context(framer));
    }

    private void advance(Duration time) {
        nanos += time.toNanos();
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private List<String> texts() {
        return packets.stream()
                .map(packet -> packet instanceof Packet.Suback suback
                        ? "Suback " + suback.packetId() + " " + Arrays.toString(suback.returnCodes())
                        : packet.toString())
                .toList();
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

    private static byte[] publish(int qos, byte[] payload) {
        return PacketBytes.encode(new Packet.Publish("test/消息", payload, qos, false, false, qos == 0 ? 0 : 51_966));
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private final class Receiver implements PacketFramer.Receiver {
        @Override
        public boolean pauses() {
            return paused;
        }

        @Override
        public void received(Packet packet) {
            packets.add(packet);
            onPacket.run();
        }

        @Override
        public void failed(Throwable cause) {
            failures.add(cause);
        }
    }
}
