package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is sent over a line: its order, what it takes of memory, and what is refused. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireSendingTest extends NettyWireRig {

    @Test
    void packetsGoBothWaysOverAnOpenLine() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");

        assertThat(line.send(new Packet.Puback(7), listener)).isTrue();
        assertThat(HexFormat.of().formatHex(client.getInputStream().readNBytes(4)))
                .isEqualTo("40020007");
        listener.awaitEvent("left");
        say(client, PUBACK_1 + "d000");
        listener.awaitEvent(Packet.PINGRESP.toString());
        assertThat(listener.events()).containsExactly("opened", "left", "Puback[packetId=1]", "Pingresp[]");

        line.cut(cutByTest);
        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
        assertThat(line.send(Packet.PINGREQ)).isFalse();
    }

    @Test
    void connectMayBeSentByWhoIsToldThatTheLineIsOpen() throws Exception {
        AtomicReference<Line> line = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        listener.when("opened", () -> {
            awaitLatch(known);
            line.get().send(Packet.PINGREQ, listener);
        });
        line.set(open());
        known.countDown();

        assertThat(accept().getInputStream().readNBytes(2)).hasSize(2);
        listener.awaitEvent("left");
        line.get().cut(cutByTest);
        listener.awaitClosed();
    }

    @Test
    void nothingIsSentBeforeTheLineIsOpen() {
        List<Runnable> tasks = new ArrayList<>();
        Line line = open("ssl", tasks::add);
        assertThat(line.send(Packet.PINGREQ, listener)).isFalse();

        line.finish();
        tasks.forEach(Runnable::run);
        assertThat(listener.awaitClosed()).isInstanceOf(SocketException.class);
    }

    /** Of which a program may have little; it is not of the heap. */
    @Test
    void aLargePublishTakesLittleDirectMemory() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        line.send(new Packet.Publish("test/a", new byte[64 << 20], 0, false, false, 0), listener);
        assertThat(client.getInputStream().readNBytes(32 << 20)).hasSize(32 << 20);

        // As many arenas as there are loops may take a chunk of 4 MiB.
        assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
                .isLessThan(24 << 20);
        assertThat(client.getInputStream().readNBytes(32 << 20)).hasSize(32 << 20);
        listener.awaitEvent("left");
        line.cut(cutByTest);
        listener.awaitClosed();
    }

    /** The server reads nothing of a packet that is larger than what the network takes. */
    @Test
    void whatIsTakenBackBehindAPacketThatIsStuckDoesNotLeave() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        Packet stuck = new Packet.Publish("test/a", new byte[32 << 20], 0, false, false, 0);
        line.send(stuck);
        List<Withdrawal> waiting = new CopyOnWriteArrayList<>();
        Transmission takenBack = new Transmission() {
            @Override
            public void onWaiting(Withdrawal packet) {
                waiting.add(packet);
            }

            @Override
            public void onLeft() {
                throw new AssertionError("it was taken back");
            }
        };
        line.send(new Packet.Publish("test/b", new byte[1_000], 1, false, false, 1), takenBack);
        line.send(new Packet.Puback(7));
        assertThat(waiting).hasSize(1);
        assertThat(waiting.get(0).withdraw()).isTrue();

        int size = Outbound.size(stuck) + Outbound.size(new Packet.Puback(7));
        assertThat(client.getInputStream().readNBytes(size)).hasSize(size).endsWith(0x40, 2, 0, 7);
        line.cut(cutByTest);
        listener.awaitClosed();
    }

    /** By Nagle's algorithm a small packet would wait for what the server says to the one before. */
    @Test
    void smallPacketsAreNotHeldBack() throws Exception {
        Line line = open();
        accept();
        listener.awaitEvent("opened");
        List<Boolean> noDelay = new ArrayList<>();
        for (EventLoop each : TestLoops.all(loops)) {
            SingleThreadEventLoop loop = (SingleThreadEventLoop) each;
            loop.submit(() -> loop.registeredChannelsIterator()
                            .forEachRemaining(
                                    channel -> noDelay.add(channel.config().getOption(ChannelOption.TCP_NODELAY))))
                    .get(20, SECONDS);
        }
        assertThat(noDelay).containsExactly(true);

        line.cut(cutByTest);
        listener.awaitClosed();
    }

    @Test
    void whatCannotBeEncodedEndsTheLine() throws Exception {
        IllegalStateException thrown = new IllegalStateException("says the test");
        Line line = open();
        accept();
        listener.awaitEvent("opened");
        line.send(BatchWriterTest.unencodable(thrown), listener);

        assertThat(listener.awaitClosed()).isSameAs(thrown);
        assertThat(listener.events()).doesNotContain("left");
    }

    @Test
    void theOrderOfEachThreadIsKept() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        int each = 5_000;
        for (int thread = 0; thread < 4; thread++) {
            int number = thread;
            workers.execute(() -> {
                for (int i = 1; i <= each; i++) {
                    line.send(new Packet.Puback(number << 13 | i));
                }
            });
        }
        int[] latest = new int[4];
        byte[] all = client.getInputStream().readNBytes(4 * 4 * each);
        for (int at = 0; at < all.length; at += 4) {
            int id = (all[at + 2] & 0xff) << 8 | all[at + 3] & 0xff;
            assertThat(id & 0x1fff).isEqualTo(++latest[id >> 13]);
        }
        line.cut(cutByTest);
        listener.awaitClosed();
    }

    @Test
    void aServerThatReadsNothingEndsTheLineBeforeItFillsTheMemory() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        line.send(new Packet.Publish("test/a", new byte[32 << 20], 0, false, false, 0));
        assertThat(client.getInputStream().read()).isEqualTo(0x30);
        for (int i = 0; i < Outbox.MOST_WAITING; i++) {
            assertThat(line.send(new Packet.Puback(2))).isTrue();
        }
        assertThat(line.send(new Packet.Puback(3), listener)).isFalse();

        assertThat(listener.awaitClosed())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the server reads nothing: ");
        assertThat(listener.events()).containsExactly("opened", "closed");
    }

    @Test
    void whatMqttCannotCarryIsRefusedWithoutAnEndOfTheLine() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        assertThatThrownBy(() -> line.send(new Packet.Puback(0), listener))
                .isInstanceOf(IllegalArgumentException.class);
        line.send(Packet.PINGREQ);

        assertThat(client.getInputStream().readNBytes(2)).containsExactly(0xc0, 0);
        line.cut(cutByTest);
        listener.awaitClosed();
    }
}
