package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import org.junit.jupiter.api.AfterEach;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A framer in a channel without a network, in virtual time. After each test it has let go of every buffer that it was given
 * or has made.
 */
abstract class PacketFramerRig {

    static final int MIB = 1 << 20;
    static final int ANY = Integer.MAX_VALUE;
    static final String PUBACK_1 = "40020001";
    static final String PUBACK_2 = "40020002";
    static final String PINGRESP = "d000";

    /** A PUBLISH of topic t whose length is the largest one. */
    static final String HUGE = "30ffffff7f000174";

    final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    final List<ByteBuf> given = new ArrayList<>();
    final List<Packet> packets = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    Runnable onPacket = () -> {};
    boolean paused;
    long nanos = -1_000;

    /** How often the time was asked for. */
    int looks;

    PacketFramer framer;
    EmbeddedChannel channel;

    @AfterEach
    void everyBufferIsReleased() {
        if (channel != null) {
            channel.finishAndReleaseAll();
        }
        assertThat(given).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
        assertThat(memory.metric().usedHeapMemory()).isZero();
        assertThat(memory.metric().usedDirectMemory()).isZero();
    }

    void assertFailed(String message) {
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(MalformedPacketException.class)
                        .hasMessageContaining(message));
    }

    void start(int limit) {
        framer = new PacketFramer(limit, new Receiver(), () -> {
            looks++;
            return nanos;
        });
        channel = new EmbeddedChannel();
        channel.config().setAllocator(memory);
        channel.freezeTime();
        channel.pipeline().addLast(framer, new MqttDecoder(268_435_455), framer.decoded());
    }

    void restart(int limit) {
        if (channel != null) {
            channel.finishAndReleaseAll();
        }
        packets.clear();
        start(limit);
    }

    void read(byte[] some) {
        ByteBuf buffer = ((ByteBufAllocator) memory).heapBuffer(some.length).writeBytes(some);
        given.add(buffer);
        channel.writeInbound(buffer);
    }

    void readInPieces(byte[] all, int size) {
        for (int at = 0; at < all.length; at += size) {
            read(Arrays.copyOfRange(all, at, Math.min(all.length, at + size)));
        }
    }

    void resume() {
        paused = false;
        framer.cut(channel.pipeline().context(framer));
    }

    void advance(Duration time) {
        nanos += time.toNanos();
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    List<String> texts() {
        return packets.stream()
                .map(packet -> packet instanceof Packet.Suback suback
                        ? "Suback " + suback.packetId() + " " + Arrays.toString(suback.returnCodes())
                        : packet.toString())
                .toList();
    }

    static byte[] publish(int qos, byte[] payload) {
        return PacketBytes.encode(new Packet.Publish("test/消息", payload, qos, false, false, qos == 0 ? 0 : 51_966));
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
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
