package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketWriterTest {

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Network network = new Network();
    private final Told told = new Told();
    private final PacketWriter writer = new PacketWriter(network, workers, told);

    @AfterEach
    void endThreads() {
        network.unblock();
        workers.shutdownNow();
    }

    @Test
    void aPacketThatFindsTheLineFreeLeavesAtOnce() throws Exception {
        assertThat(writer.send(puback(1))).isTrue();

        assertThat(network.nextWrite()).hasSize(4);
        await().until(() -> told.wrote.get() == 1);
    }

    @Test
    void theOrderOfEachThreadIsKept() throws Exception {
        int threads = 8;
        int packets = 5_000;
        List<CompletableFuture<Void>> senders = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            senders.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 1; i <= packets; i++) {
                            writer.send(puback(number << 13 | i));
                        }
                    },
                    workers));
        }
        senders.forEach(CompletableFuture::join);

        Map<Integer, Integer> latest = new HashMap<>();
        var in = new ByteArrayInputStream(network.take(4 * threads * packets));
        for (int i = 0; i < threads * packets; i++) {
            int id = PahoWire.read(in).getMessageId();
            assertThat(id & 0x1fff).isEqualTo(latest.merge(id >> 13, 1, Integer::sum));
        }
    }

    @Test
    void whatComesTogetherWhileAWriteIsBlockedLeavesWithOneWrite() throws Exception {
        network.block();
        writer.send(puback(1));
        network.awaitBlocked();
        for (int id = 2; id <= 1_001; id++) {
            writer.send(puback(id));
        }
        network.unblock();

        assertThat(network.nextWrite()).hasSize(4);
        assertThat(network.nextWrite()).hasSize(4_000);
    }

    @Test
    void largePacketsDoNotWaitForOneAnother() throws Exception {
        network.block();
        writer.send(puback(1));
        network.awaitBlocked();
        AtomicInteger sent = new AtomicInteger();
        Packet large = publish("test/a", new byte[60_000]);
        for (int i = 0; i < 10; i++) {
            writer.send(EncodedPacket.of(large, sent::incrementAndGet));
        }
        network.unblock();

        assertThat(network.take(10 * 60_000)).hasSizeGreaterThan(600_000);
        await().until(() -> sent.get() == 10);
    }

    @Test
    void aBlockedNetworkBlocksNoCaller() throws Exception {
        network.block();
        writer.send(puback(1));
        network.awaitBlocked();

        CompletableFuture<Void> senders = CompletableFuture.allOf(
                CompletableFuture.runAsync(this::sendMany, workers),
                CompletableFuture.runAsync(this::sendMany, workers),
                CompletableFuture.runAsync(writer::close, workers));

        assertThat(senders).succeedsWithin(10, TimeUnit.SECONDS);
    }

    private void sendMany() {
        for (int i = 0; i < 10_000; i++) {
            writer.send(EncodedPacket.of(Packet.PINGREQ));
        }
    }

    @Test
    void afterAFailureNothingIsTakenAndTheListenerHasBeenToldOnce() throws Exception {
        network.block();
        writer.send(puback(1));
        network.awaitBlocked();
        CountDownLatch left = new CountDownLatch(1);
        writer.send(EncodedPacket.of(Packet.DISCONNECT, left::countDown));
        network.fail();
        network.unblock();
        await().until(() -> !told.failures.isEmpty());

        assertThat(writer.send(puback(2))).isFalse();
        workers.shutdown();
        assertThat(workers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(told.failures).hasSize(1).first().isInstanceOf(IOException.class);
        assertThat(told.wrote).hasValue(0);
        assertThat(left.getCount()).isEqualTo(1);
    }

    @Test
    void aServerThatReadsNothingEndsTheOutputBeforeItFillsTheMemory() throws Exception {
        network.block();
        writer.send(puback(1));
        network.awaitBlocked();
        for (int i = 0; i < PacketWriter.MOST_WAITING; i++) {
            assertThat(writer.send(puback(2))).isTrue();
        }

        assertThat(writer.send(puback(3))).isFalse();
        assertThat(told.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("the server reads nothing"));
    }

    @Test
    void afterTheEndNothingMoreLeaves() throws Exception {
        network.block();
        writer.send(puback(1));
        network.awaitBlocked();
        writer.send(puback(2));
        writer.close();
        network.unblock();
        workers.shutdown();

        assertThat(workers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(writer.send(puback(3))).isFalse();
        assertThat(network.nextWrite()).hasSize(4);
        assertThat(network.writes).isEmpty();
    }

    @Test
    void whoWantsToKnowIsToldAfterThePacketsBytesHaveBeenWritten() throws Exception {
        CompletableFuture<Integer> writtenBefore = new CompletableFuture<>();
        Packet message = publish("test/a", new byte[100]);
        network.block();
        writer.send(EncodedPacket.of(message, () -> writtenBefore.complete(network.total.get())));
        network.awaitBlocked();
        assertThat(writtenBefore).isNotDone();

        network.unblock();
        assertThat(writtenBefore.get(10, TimeUnit.SECONDS)).isEqualTo(110);
    }

    @Test
    void whatWasNotBegunIsToldUnsentBeforeTheEnd() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        network.block();
        writer.send(EncodedPacket.of(new Packet.Puback(1), new Recorded(told, "1")));
        network.awaitBlocked();
        writer.send(EncodedPacket.of(new Packet.Puback(2), new Recorded(told, "2")));
        writer.send(EncodedPacket.of(new Packet.Puback(3), new Recorded(told, "3")));
        network.fail();
        writer.end(() -> told.add("end"));
        assertThat(told).isEmpty();
        network.unblock();

        await().until(() -> told.contains("end"));
        assertThat(told).containsExactly("2 unsent", "3 unsent", "end");
    }

    @Test
    void theEndWaitsForWhatIsBeingWritten() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        network.block();
        writer.send(EncodedPacket.of(new Packet.Puback(1), new Recorded(told, "1")));
        network.awaitBlocked();
        writer.send(EncodedPacket.of(new Packet.Puback(2), new Recorded(told, "2")));
        writer.end(() -> told.add("end"));
        network.unblock();

        await().until(() -> told.contains("end"));
        assertThat(told).containsExactly("1 left", "2 unsent", "end");
    }

    @Test
    void aWorkerThatComesAfterTheEndWritesNothing() {
        List<Runnable> tasks = new ArrayList<>();
        List<String> told = new ArrayList<>();
        PacketWriter late = new PacketWriter(network, tasks::add, this.told);
        late.send(EncodedPacket.of(new Packet.Puback(1), new Recorded(told, "1")));
        late.end(() -> told.add("end"));
        tasks.forEach(Runnable::run);

        assertThat(told).containsExactly("1 unsent", "end");
        assertThat(network.writes).isEmpty();
        assertThat(this.told.wrote).hasValue(0);
    }

    @Test
    void noWorkerIsAFailure() {
        List<String> told = new ArrayList<>();
        PacketWriter rejected = new PacketWriter(
                network,
                task -> {
                    throw new OutOfMemoryError("no thread, says the test");
                },
                this.told);
        rejected.send(EncodedPacket.of(new Packet.Puback(1), new Recorded(told, "1")));
        assertThat(this.told.failures).hasSize(1).first().isInstanceOf(OutOfMemoryError.class);
        assertThat(rejected.send(puback(2))).isFalse();

        rejected.end(() -> told.add("end"));
        assertThat(told).containsExactly("1 unsent", "end");
    }

    @Test
    void whoThrowsKeepsNobodyFromLearningThatHisPacketHasLeft() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        network.block();
        writer.send(puback(1));
        network.awaitBlocked();
        writer.send(EncodedPacket.of(new Packet.Puback(2), () -> {
            throw new IllegalStateException("says the test");
        }));
        writer.send(EncodedPacket.of(new Packet.Puback(3), new Recorded(told, "3")));
        network.unblock();

        await().until(() -> !this.told.failures.isEmpty());
        assertThat(this.told.failures).hasSize(1).first().isInstanceOf(IllegalStateException.class);
        assertThat(told).containsExactly("3 left");
    }

    @Test
    void finishingIsToldWhenAllHasLeftAndTakesNothingMore() throws Exception {
        CompletableFuture<Integer> writtenBefore = new CompletableFuture<>();
        network.block();
        writer.send(puback(1));
        network.awaitBlocked();
        writer.send(puback(2));
        writer.finish(() -> writtenBefore.complete(network.total.get()));
        assertThat(writer.send(puback(3))).isFalse();
        assertThat(writtenBefore).isNotDone();
        network.unblock();

        assertThat(writtenBefore.get(10, TimeUnit.SECONDS)).isEqualTo(8);
    }

    private static EncodedPacket puback(int packetId) {
        return EncodedPacket.of(new Packet.Puback(packetId));
    }

    private static Packet publish(String topic, byte[] payload) {
        return new Packet.Publish(topic, payload, 0, false, false, 0);
    }

    private record Recorded(List<String> told, String name) implements Transmission {
        @Override
        public void left() {
            told.add(name + " left");
        }

        @Override
        public void unsent() {
            told.add(name + " unsent");
        }
    }

    /** What it is told, and how often. */
    private static final class Told implements PacketWriter.Listener {
        private final AtomicInteger wrote = new AtomicInteger();
        private final List<Throwable> failures = new CopyOnWriteArrayList<>();

        @Override
        public void wrote() {
            wrote.incrementAndGet();
        }

        @Override
        public void writeFailed(Throwable cause) {
            failures.add(cause);
        }
    }

    /** Remembers each write as one call, and can hold it back or fail. */
    private static final class Network extends OutputStream {
        private final BlockingQueue<byte[]> writes = new LinkedBlockingQueue<>();
        private final AtomicInteger total = new AtomicInteger();
        private final Semaphore blocked = new Semaphore(0);
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile boolean failing;

        void block() {
            gate = new CountDownLatch(1);
        }

        void awaitBlocked() throws InterruptedException {
            assertThat(blocked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }

        void unblock() {
            gate.countDown();
        }

        void fail() {
            failing = true;
        }

        byte[] nextWrite() throws InterruptedException {
            return writes.poll(10, TimeUnit.SECONDS);
        }

        /** So many bytes at least, of as many writes as it takes. */
        byte[] take(int bytes) throws InterruptedException {
            var taken = new ByteArrayOutputStream();
            while (taken.size() < bytes) {
                taken.writeBytes(nextWrite());
            }
            return taken.toByteArray();
        }

        @Override
        public void write(int single) {
            throw new AssertionError("byte by byte is too slow");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            blocked.release();
            try {
                if (!gate.await(20, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody unblocked the network");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (failing) {
                throw new IOException("broken");
            }
            total.addAndGet(length);
            writes.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }
}
