package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What comes over a line: bad packets, packets over the limit, and what is told of bytes and of rest. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireReadingTest extends NettyWireRig {

    @Test
    void nothingIsGivenOfWhatComesBehindABadPacket() throws Exception {
        open();
        Socket client = accept();
        listener.awaitEvent("opened");
        // In the middle a SUBSCRIBE, which is a client's (2.2.1).
        say(client, PUBACK_1 + "8206000100016100" + PUBACK_2);

        assertThat(listener.awaitClosed()).isInstanceOf(MalformedPacketException.class);
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "closed");
    }

    @Test
    void whatIsNotMqttEndsTheLine() throws Exception {
        open();
        say(accept(), "ff00");

        assertThat(listener.awaitClosed()).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void afterTheEndNoPacketOfTheSameBytesIsTold() throws Exception {
        OutOfMemoryError thrown = new OutOfMemoryError("says the test");
        listener.when("heard", () -> {
            throw thrown;
        });
        open();
        say(accept(), PUBACK_1 + PUBACK_2);

        assertThat(listener.awaitClosed()).isSameAs(thrown);
        assertThat(listener.events()).containsExactly("opened", "closed");
    }

    /** That reading rests is not seen but in its speed; that it goes on is. */
    @Test
    void readingGoesOnWhereManyAnswersAreExpected() throws Exception {
        listener.expectsMany = true;
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        for (int i = 0; i < 20; i++) {
            say(client, PUBACK_1);
            int expected = 2 + i;
            await().atMost(20, SECONDS).until(() -> listener.events().size() == expected);
        }
        line.cut(cutByTest);
        listener.awaitClosed();
    }

    @Test
    void aPublishOverTheLimitIsSkippedAndTheNextPacketComes() throws Exception {
        Line line = open();
        Socket client = accept();
        client.getOutputStream()
                .write(PacketBytes.encode(new Packet.Publish("test/a", new byte[3_000_000], 1, false, false, 9)));
        say(client, PUBACK_1);

        listener.awaitEvent("Puback[packetId=1]");
        assertThat(listener.events())
                .element(1)
                .isEqualTo(new Packet.Oversized("test/a", 3_000_000, 1, false, false, 9).toString());
        line.cut(cutByTest);
        listener.awaitClosed();
    }

    @Test
    void aPacketThatComesByteByByteIsHeardAtEach() throws Exception {
        Line line = open();
        Socket client = accept();
        byte[] bytes = HexFormat.of().parseHex("300800046c656e746869");
        for (int i = 0; i < bytes.length; i++) {
            client.getOutputStream().write(bytes[i]);
            int expected = i + 1;
            await().atMost(20, SECONDS).until(() -> listener.heardSoFar() == expected);
        }
        await().atMost(20, SECONDS).until(() -> listener.events().size() == 2);
        line.cut(cutByTest);
        listener.awaitClosed();
    }

    /** Of a flood that outruns the reading nothing ever has been given whole. */
    @Test
    void idleIsToldInAFloodThatDoesNotEnd() throws Exception {
        CountDownLatch idle = new CountDownLatch(1);
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        byte[] packet = PacketBytes.encode(new Packet.Publish("test/a", new byte[50_000], 0, false, false, 0));
        client.getOutputStream().write(packet[0]);
        listener.when("idle", idle::countDown);
        CountDownLatch done = new CountDownLatch(1);
        workers.execute(() -> {
            try {
                while (idle.getCount() > 0) {
                    client.getOutputStream().write(packet, 1, packet.length - 1);
                    client.getOutputStream().write(packet[0]);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                done.countDown();
            }
        });

        awaitLatch(idle);
        awaitLatch(done);
        line.cut(cutByTest);
        listener.awaitClosed();
    }
}
