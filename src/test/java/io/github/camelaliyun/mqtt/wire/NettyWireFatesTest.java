package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;

/** Which packets are told left and which unsent when a line finishes, or ends before all have left. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireFatesTest extends NettyWireRig {

    @Test
    void whoFinishesBehindALargePublishLetsAllOfItLeave() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        Packet large = new Packet.Publish("test/a", new byte[3 << 20], 0, false, false, 0);
        line.send(large, listener);
        line.finish();

        assertThat(client.getInputStream().readAllBytes()).hasSize(Outbound.size(large));
        client.close();
        listener.awaitClosed();
    }

    @Test
    void whatHasNotBegunToLeaveIsToldUnsentBeforeTheEnd() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        RecordingListener begun = new RecordingListener();
        line.send(new Packet.Publish("test/a", new byte[32 << 20], 0, false, false, 0), begun);
        assertThat(client.getInputStream().read()).isEqualTo(0x30);
        line.send(Packet.PINGREQ, listener);
        line.send(Packet.PINGREQ, listener);
        line.cut(cutByTest);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
        assertThat(listener.events()).containsExactly("opened", "unsent", "unsent", "closed");
        assertThat(begun.events()).isEmpty();
    }

    /** Of all that is sent the first packets are told left, and the last ones unsent; of those between nobody knows. */
    @ParameterizedTest
    @ValueSource(strings = {"cut", "reset", "close", "finish"})
    void whateverEndsALineInTheMiddleOfPartsEachPacketIsToldOnceAndInOrder(String end) throws Exception {
        RecordingListener each = listener;
        for (int round = 0; round < 12; round++) {
            each = round == 0 ? listener : new RecordingListener();
            assertToldInOrder(end, round * 150_000, each);
        }
    }

    private void assertToldInOrder(String end, int taken, RecordingListener told) throws Exception {
        Line line = new NettyWire(loops, workers).open(way(uri("tcp")), options(TlsSource.OF_JVM), told);
        Socket client = accept();
        told.awaitEvent("opened");
        List<String> fates = new CopyOnWriteArrayList<>();
        int count = 40;
        for (int i = 0; i < count; i++) {
            // Every other one leaves in parts; all are more than the network takes.
            Packet packet = new Packet.Publish("test/a", new byte[i % 2 == 0 ? 10 : 400_000], 0, false, false, 0);
            assertThat(line.send(packet, new Fate(i, fates, told))).isTrue();
        }
        assertThat(client.getInputStream().readNBytes(taken)).hasSize(taken);
        switch (end) {
            case "cut" -> line.cut(cutByTest);
            case "reset" -> {
                client.setSoLinger(true, 0);
                client.close();
            }
            case "close" -> client.close();
            default -> {
                line.finish();
                client.getInputStream().readAllBytes();
                client.close();
            }
        }
        told.awaitClosed();
        told.assertInOrder();
        long left = fates.stream().filter(fate -> fate.startsWith("left")).count();
        long unsent = fates.size() - left;
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < left; i++) {
            expected.add("left " + i);
        }
        for (long i = count - unsent; i < count; i++) {
            expected.add("unsent " + i);
        }
        assertThat(fates).containsExactlyElementsOf(expected);
        // With the network are the rest of a large one, what comes behind it, and the beginning of the next large one.
        assertThat(left + unsent).isBetween(count - ("finish".equals(end) ? 0L : 3L), (long) count);
    }

    private record Fate(int number, List<String> fates, RecordingListener told) implements Transmission {
        @Override
        public void onLeft() {
            fates.add("left " + number);
            told.onLeft();
        }

        @Override
        public void onUnsent() {
            fates.add("unsent " + number);
            told.onUnsent();
        }
    }

    @Test
    void whoThrowsKeepsNobodyFromLearningThatHisPacketHasLeft() throws Exception {
        Line line = open();
        Socket client = accept();
        IllegalStateException thrown = new IllegalStateException("says the test");
        listener.awaitEvent("opened");
        // The two that follow wait for this one, and so leave together.
        line.send(new Packet.Publish("test/a", new byte[16 << 20], 0, false, false, 0));
        assertThat(client.getInputStream().read()).isEqualTo(0x30);
        line.send(new Packet.Puback(2), () -> {
            throw thrown;
        });
        line.send(new Packet.Puback(3), listener);
        client.getInputStream().readNBytes((16 << 20) + 12 + 8);

        assertThat(listener.awaitClosed()).isSameAs(thrown);
        assertThat(listener.events()).containsExactly("opened", "left", "closed");
    }

    @Test
    void finishingLetsAllLeaveAndReadsOnUntilTheServerCloses() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        line.pause();
        line.send(new Packet.Publish("test/a", new byte[1 << 20], 0, false, false, 0));
        line.send(Packet.DISCONNECT, listener);
        assertThat(line.send(Packet.PINGREQ, listener)).isFalse();
        line.finish();
        assertThat(line.send(Packet.PINGREQ, listener)).isFalse();

        byte[] all = client.getInputStream().readAllBytes();
        assertThat(all).hasSizeGreaterThan(1 << 20).endsWith(0xe0, 0);
        say(client, PUBACK_1);
        listener.awaitEvent("Puback[packetId=1]");
        client.close();
        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
        assertThat(listener.events()).contains("left");
    }
}
