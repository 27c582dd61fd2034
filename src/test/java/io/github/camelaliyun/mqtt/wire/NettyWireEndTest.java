package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.EventLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/** What ends an open line, and how its end is told: once, with the first cause. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireEndTest extends NettyWireRig {

    @Test
    void theServersCloseEndsTheLine() throws Exception {
        open();
        accept().close();

        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
    }

    @Test
    void aResetEndsTheLine() throws Exception {
        open();
        Socket client = accept();
        client.setSoLinger(true, 0);
        client.close();

        assertThat(listener.awaitClosed()).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opened", "received", "heard", "idle", "wrote", "left"})
    void whatTheListenerThrowsEndsTheLine(String event) throws Exception {
        OutOfMemoryError thrown = new OutOfMemoryError("says the test");
        listener.when(event, () -> {
            throw thrown;
        });
        Line line = open();
        Socket client = accept();
        say(client, PUBACK_1);
        while (listener.events().isEmpty()) {
            Thread.onSpinWait();
        }
        line.send(Packet.PINGREQ, listener);

        assertThat(listener.awaitClosed()).isSameAs(thrown);
    }

    @Test
    void aStackThatOverflowsInTheListenerEndsTheLine() throws Exception {
        listener.when("received", NettyWireEndTest::overflow);
        open();
        say(accept(), PUBACK_1);

        assertThat(listener.awaitClosed()).isInstanceOf(StackOverflowError.class);
    }

    private static void overflow() {
        overflow();
    }

    @Test
    void whatIsThrownAtTheEndHarmsNobody() throws Exception {
        listener.when("closed", () -> {
            throw new IllegalStateException("says the test");
        });
        open();
        accept().close();

        listener.awaitClosed();
    }

    /** Netty keeps a task whose thread cannot be had, and runs it with the next one that can. */
    @Test
    void aTaskThatIsRefusedAndRunAllTheSameTellsTheEndOnce() throws Exception {
        List<Runnable> kept = new ArrayList<>();
        EventLoop real = loops.next();
        EventLoop withoutThread = (EventLoop) Proxy.newProxyInstance(
                EventLoop.class.getClassLoader(), new Class<?>[] {EventLoop.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("execute")) {
                        kept.add((Runnable) arguments[0]);
                        throw new OutOfMemoryError("says the test");
                    }
                    return method.invoke(real, arguments);
                });
        NettyLine line = line(withoutThread, new ConnectTurns(1), options(TlsSource.OF_JVM), listener);
        line.open();
        assertThat(listener.awaitClosed()).isInstanceOf(OutOfMemoryError.class);
        for (Runnable each : List.copyOf(kept)) {
            real.submit(each).get(20, SECONDS);
        }

        assertThat(listener.events()).containsExactly("closed");
    }

    /** As in the moment in which an application stops. */
    @Test
    void whoSendsWhenTheThreadsOfTheLinesTakeNothingMoreIsToldTheEnd() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        EventLoop real = loops.next();
        EventLoop ending = (EventLoop) Proxy.newProxyInstance(
                EventLoop.class.getClassLoader(), new Class<?>[] {EventLoop.class}, (proxy, method, arguments) -> {
                    if (ended.get() && method.getName().equals("execute")) {
                        throw new RejectedExecutionException("says the test");
                    }
                    return method.invoke(real, arguments);
                });
        NettyLine line = line(ending, new ConnectTurns(1), options(TlsSource.OF_JVM), listener);
        line.open();
        Socket client = accept();
        listener.awaitEvent("opened");
        ended.set(true);
        line.send(Packet.PINGREQ, listener);

        assertThat(listener.awaitClosed())
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("says the test");
        assertThat(listener.events()).containsExactly("opened", "unsent", "closed");
        assertThat(endOf(client)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"opened", "received", "heard", "idle", "wrote", "left"})
    void cutFromWithinTheListener(String event) throws Exception {
        CountDownLatch known = new CountDownLatch(1);
        AtomicReference<Line> line = new AtomicReference<>();
        listener.when(event, () -> {
            awaitLatch(known);
            line.get().cut(cutByTest);
        });
        line.set(open());
        known.countDown();
        say(accept(), PUBACK_1 + PUBACK_2);
        while (listener.events().isEmpty()) {
            Thread.onSpinWait();
        }
        line.get().send(Packet.PINGREQ, listener);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    @Test
    void theFirstCauseIsTold() throws Exception {
        Line line = open();
        Socket client = accept();
        listener.awaitEvent("opened");
        line.cut(cutByTest);
        line.cut(new SocketException("too late"));
        client.close();

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
        line.cut(new SocketException("later still"));
    }

    @Test
    void manyWhoCutAtOnceEndTheLineOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            RecordingListener each = new RecordingListener();
            Line line = new NettyWire(loops, workers).open(way(uri("tcp")), options(TlsSource.OF_JVM), each);
            Socket client = accept();
            CountDownLatch go = new CountDownLatch(1);
            for (int i = 0; i < 4; i++) {
                workers.execute(() -> {
                    awaitLatch(go);
                    line.send(Packet.PINGREQ, each);
                    line.cut(cutByTest);
                });
            }
            go.countDown();
            client.close();
            each.awaitClosed();
            each.assertInOrder();
        }
        open().cut(cutByTest);
        listener.awaitClosed();
    }
}
