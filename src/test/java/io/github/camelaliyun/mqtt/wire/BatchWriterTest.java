package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** After each test no buffer is left. */
class BatchWriterTest {

    private static final Packet PUBLISH = new Packet.Publish("test/a", new byte[3_000], 1, false, false, 1);

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private final BatchWriter writer = new BatchWriter();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void start() {
        channel.config().setAllocator(memory);
        channel.pipeline().addLast(writer, MqttEncoder.INSTANCE);
    }

    @AfterEach
    void everyBufferIsReleased() {
        channel.finishAndReleaseAll();
        assertThat(memory.metric().usedHeapMemory()).isZero();
        assertThat(memory.metric().usedDirectMemory()).isZero();
    }

    @Test
    void whatLeavesTogetherLeavesAsOneBufferInItsOrder() throws Exception {
        List<Packet> packets = List.of(PUBLISH, new Packet.Puback(2), PUBLISH, Packet.PINGREQ);
        write(packets);

        assertLeft(packets);
    }

    @Test
    void aPacketAloneLeavesAsItIs() throws Exception {
        write(List.of(PUBLISH));

        assertLeft(List.of(PUBLISH));
    }

    /** The network copies what it is given into direct memory, which may have no room for all of it at once. */
    @Test
    void aLargePacketLeavesInParts() throws Exception {
        Packet large = new Packet.Publish("test/a", new byte[200_000], 1, false, false, 1);
        write(List.of(large));

        ByteArrayOutputStream left = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            assertThat(part.readableBytes()).isLessThanOrEqualTo(NettyLine.BATCH_BYTES);
            left.writeBytes(ByteBufUtil.getBytes(part));
            part.release();
        }
        assertThat(Arrays.equals(left.toByteArray(), PacketBytes.encode(large))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"65535,1", "65536,1", "65537,2", "131072,2", "131073,3"})
    void eachPartIsAsLargeAsCanBe(int size, int parts) throws Exception {
        // 1 byte, 3 of the length, 2 of the topic's, 6 of the topic, 2 of the identifier
        Packet packet = new Packet.Publish("test/a", new byte[size - 14], 1, false, false, 1);
        assertThat(Outbound.size(packet)).isEqualTo(size);
        write(List.of(packet));

        assertThat(channel.outboundMessages()).hasSize(parts);
        assertThat(((ByteBuf) channel.outboundMessages().peek()).readableBytes())
                .isEqualTo(Math.min(size, NettyLine.BATCH_BYTES));
    }

    @Test
    void ofAPacketThatHasLeftInPartNothingIsLeftAfterTheEnd() throws Exception {
        Packet large = new Packet.Publish("test/a", new byte[200_000], 1, false, false, 1);
        writer.encode(channel, List.of(new Outbox.Entry(large, Outbound.size(large), null)));
        writer.handOn();

        assertThat(writer.hasRest()).isTrue();
    }

    @Test
    void whatCannotBeEncodedLeavesNothingOfItsBatchBehind() {
        IllegalStateException thrown = new IllegalStateException("says the test");

        assertThatThrownBy(() -> write(List.of(PUBLISH, new Packet.Puback(2), unencodable(thrown), PUBLISH)))
                .isSameAs(thrown);
        assertThat((Object) channel.readOutbound()).isNull();
    }

    /** A packet whose size is known, and which throws when it is encoded. */
    static Packet unencodable(RuntimeException thrown) {
        return new Packet.Subscribe(1, new AbstractList<>() {
            @Override
            public Packet.Request get(int index) {
                return new Packet.Request("test/a", 0);
            }

            @Override
            public int size() {
                return 1;
            }

            @Override
            public Stream<Packet.Request> stream() {
                throw thrown;
            }
        });
    }

    private void write(List<Packet> packets) throws Exception {
        writer.encode(
                channel,
                packets.stream()
                        .map(packet -> new Outbox.Entry(packet, Outbound.size(packet), null))
                        .toList());
        while (writer.hasRest()) {
            writer.handOn();
        }
    }

    private void assertLeft(List<Packet> packets) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        packets.forEach(packet -> expected.writeBytes(PacketBytes.encode(packet)));
        ByteBuf all = channel.readOutbound();
        assertThat(Arrays.equals(ByteBufUtil.getBytes(all), expected.toByteArray()))
                .isTrue();
        all.release();
        assertThat((Object) channel.readOutbound()).isNull();
    }
}
