package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelaliyun.mqtt.kit.Bytes.join;
import static org.assertj.core.api.Assertions.assertThat;

/** Packets over the limit: a PUBLISH is skipped, another one ends the line. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketFramerLimitTest extends PacketFramerRig {

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
    void aPauseWithinASkippedPayloadHoldsToo() {
        start(10);
        read(hex("300d000174" + "0102"));
        paused = true;
        read(hex("0304050607080910" + PUBACK_1));
        assertThat(packets).isEmpty();

        resume();
        assertThat(packets).containsExactly(new Packet.Oversized("t", 10, 0, false, false, 0), new Packet.Puback(1));
    }
}
