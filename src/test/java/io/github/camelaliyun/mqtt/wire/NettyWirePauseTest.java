package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a pause of a line holds back, what it does not, and what is given after it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWirePauseTest extends NettyWireRig {

    /** A server that forgets the session with the connection does not send them again. */
    @Test
    void whatHasComeInAPauseIsGivenBeforeTheServersCloseEndsTheLine() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        listener.when("received", line::pause);
        say(client, PUBACK_1 + PUBACK_2 + "40020003");
        client.close();

        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
        assertThat(listener.events())
                .containsExactly("opened", "Puback[packetId=1]", "Puback[packetId=2]", "Puback[packetId=3]", "closed");
    }

    @Test
    void whatHasComeInAPauseIsGivenBeforeAWriteThatFailsEndsTheLine() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        listener.when("received", line::pause);
        say(client, PUBACK_1 + PUBACK_2 + "40020003");
        listener.awaitEvent("Puback[packetId=1]");
        client.setSoLinger(true, 0);
        client.close();
        await().atMost(20, SECONDS).until(() -> !line.send(new Packet.Puback(7)));

        assertThat(listener.awaitClosed()).isInstanceOf(IOException.class);
        assertThat(listener.events())
                .containsExactly("opened", "Puback[packetId=1]", "Puback[packetId=2]", "Puback[packetId=3]", "closed");
    }

    @Test
    void whoGivesUpALineInAPauseIsToldNoMoreOfIt() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        listener.when("received", line::pause);
        say(client, PUBACK_1 + PUBACK_2);
        listener.awaitEvent("Puback[packetId=1]");
        line.cut(cutByTest);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "closed");
    }

    @Test
    void whoPausesAndResumesBeforeThereIsAChannelDoesNoHarm() throws Exception {
        Queue<Runnable> tasks = new ArrayDeque<>();
        Line line = open("ssl", tasks::add);
        line.pause();
        line.resume();
        tasks.remove().run();

        assertThat(accept().getInputStream().read()).isPositive();
        line.cut(cutByTest);
        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    @Test
    void aPauseOfTheListenersHoldsAtOnce() throws Exception {
        AtomicReference<Line> line = new AtomicReference<>();
        listener.when("received", () -> line.get().pause());
        line.set(open());
        Socket client = accept();
        listener.awaitEvent("opened");
        say(client, PUBACK_1 + PUBACK_2 + "d000");
        listener.awaitEvent("Puback[packetId=1]");
        assertNothingComes();

        line.get().resume();
        listener.awaitEvent("Pingresp[]");
        line.get().cut(cutByTest);
        listener.awaitClosed();
    }

    @Test
    void nothingComesWhileTheLinePauses() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        for (int i = 0; i < 3; i++) {
            line.pause();
            say(client, PUBACK_1);
            assertNothingComes();
            line.resume();
            int expected = 2 + i;
            await().atMost(20, SECONDS).until(() -> listener.events().size() == expected);
        }
        line.cut(cutByTest);
        listener.awaitClosed();
    }

    /** Also where the reading rests for many answers, and would go on after it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPauseHoldsTheServerBack(boolean expectsMany) throws Exception {
        AtomicReference<Line> line = new AtomicReference<>();
        listener.expectsMany = expectsMany;
        line.set(open());
        Socket client = accept();
        listener.awaitEvent("opened");
        say(client, PUBACK_1);
        listener.awaitEvent("Puback[packetId=1]");
        line.get().pause();
        byte[] skipped = PacketBytes.encode(new Packet.Publish("test/a", new byte[1 << 20], 0, false, false, 0));
        AtomicInteger written = new AtomicInteger();
        workers.execute(() -> {
            try {
                for (int i = 0; i < 64; i++) {
                    client.getOutputStream().write(skipped);
                    written.incrementAndGet();
                }
                say(client, PUBACK_2);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        await().during(500, MILLISECONDS).until(() -> listener.events().size() == 2);
        assertThat(written).hasValueLessThan(32);

        line.get().resume();
        listener.awaitEvent("Puback[packetId=2]");
        assertThat(written).hasValue(64);
        line.get().cut(cutByTest);
        listener.awaitClosed();
    }

    @Test
    void idleIsToldOfWhatAPauseHasHeld() throws Exception {
        AtomicReference<Line> line = new AtomicReference<>();
        listener.when("received", () -> line.get().pause());
        line.set(open());
        Socket client = accept();
        listener.awaitEvent("opened");
        say(client, PUBACK_1 + PUBACK_2);
        listener.awaitEvent("Puback[packetId=1]");
        assertNothingComes();
        int before = listener.idlesSoFar();

        line.get().resume();
        listener.awaitEvent("Puback[packetId=2]");
        await().atMost(20, SECONDS).until(() -> listener.idlesSoFar() > before);
        line.get().cut(cutByTest);
        listener.awaitClosed();
    }

    @Test
    void aPauseEndsWithTheLine() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        line.pause();
        say(client, PUBACK_1);
        line.cut(cutByTest);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
        assertThat(listener.events()).containsExactly("opened", "closed");
    }

    private void assertNothingComes() {
        int before = listener.events().size();
        await().during(200, MILLISECONDS).until(() -> listener.events().size() == before);
    }
}
