package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Lines that do not open, or end before they are open. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireOpeningTest extends NettyWireRig {

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void whoClosesInTheTlsHandshakeIsToldAsNotSpeakingTls(String scheme) throws Exception {
        open(scheme);
        Socket client = accept();
        assertThat(client.getInputStream().read()).isPositive();
        client.close();

        assertThat(listener.awaitClosed())
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("in the TLS handshake");
        assertThat(listener.events()).containsExactly("closed");
    }

    @Test
    void whoClosesInTheWebSocketHandshakeIsToldWithTheStep() throws Exception {
        open("ws");
        Socket client = accept();
        assertThat(client.getInputStream().read()).isPositive();
        client.close();

        assertThat(listener.awaitClosed())
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("in the WebSocket handshake: check that a WebSocket listener is there");
        assertThat(listener.events()).containsExactly("closed");
    }

    @Test
    void aServerThatIsNotThereEndsTheLine() throws Exception {
        server.close();
        open();

        assertThat(listener.awaitClosed()).hasRootCauseInstanceOf(IOException.class);
        assertThat(listener.events()).containsExactly("closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense://127.0.0.1:1", "tcp://", "", "tcp://127.0.0.1:99999"})
    void anAddressThatIsNoneEndsTheLine(String serverUri) {
        open(serverUri, workers, TlsSource.OF_JVM);

        assertThat(listener.awaitClosed()).isNotNull();
    }

    @Test
    void whatTheKeysOfTlsThrowEndsTheLine() {
        AssertionError thrown = new AssertionError("says the test");
        open(uri("ssl"), workers, () -> {
            throw thrown;
        });

        assertThat(listener.awaitClosed()).isSameAs(thrown);
    }

    @Test
    void anExecutorThatRejectsEndsTheLine() {
        RejectedExecutionException thrown = new RejectedExecutionException("says the test");
        Line line = open("wss", task -> {
            throw thrown;
        });

        assertThat(listener.awaitClosed()).isSameAs(thrown);
        line.cut(cutByTest);
        line.finish();
        line.pause();
        line.resume();
        assertThat(line.send(Packet.PINGREQ)).isFalse();
    }

    @Test
    void cutBeforeAWorkerHasTakenTheLine() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        Line line = open("ssl", tasks::add);
        line.cut(cutByTest);
        tasks.remove();
        tasks.forEach(Runnable::run);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    @Test
    void cutWhenNoWorkerWillEverTakeTheLine() {
        AtomicInteger tasks = new AtomicInteger();
        Line line = open("ssl", task -> {
            if (tasks.incrementAndGet() > 1) {
                throw new RejectedExecutionException("says the test");
            }
        });
        line.cut(cutByTest);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "ssl", "wss"})
    void cutWhileTheServerIsSilentInTheHandshake(String scheme) throws Exception {
        Line line = open(scheme);
        Socket client = accept();
        if (!scheme.equals("ws")) {
            assertThat(client.getInputStream().read()).isPositive();
        }
        line.cut(cutByTest);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
        assertThat(listener.events()).containsExactly("closed");
        assertThat(endOf(client)).isTrue();
    }

    /** To read a file may wait without an end. */
    @Test
    void cutWhileOpeningWaitsForWhatCannotBeCut() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Line line = open(uri("ssl"), workers, () -> {
            waiting.countDown();
            awaitLatch(go);
            return SSLContext.getDefault();
        });
        awaitLatch(waiting);
        line.cut(cutByTest);
        assertThat(listener.awaitClosed()).isSameAs(cutByTest);

        go.countDown();
        assertNobodyConnects();
    }

    @Test
    void cutWhileTheEngineOfTlsIsMadeConnectsToNobody() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        SSLContext slow = SlowContext.of(() -> {
            waiting.countDown();
            awaitLatch(go);
        });
        Line line = open(uri("ssl"), workers, () -> slow);
        awaitLatch(waiting);
        line.cut(cutByTest);
        assertThat(listener.awaitClosed()).isSameAs(cutByTest);

        go.countDown();
        assertNobodyConnects();
    }

    /** Java would take no address for one of this machine. */
    @Test
    void aWayWithoutAnAddressEndsTheLine() throws Exception {
        new NettyWire(loops, workers).open(new Way(uri("tcp"), null, null), options(TlsSource.OF_JVM), listener);

        assertThat(listener.awaitClosed()).isInstanceOf(NullPointerException.class);
        assertNobodyConnects();
    }

    /** As keys on a file system that is gone: each attempt to connect asks again. */
    @Test
    void aSourceOfTlsThatDoesNotAnswerKeepsOneWorker() throws Exception {
        ThreadPoolExecutor counted = (ThreadPoolExecutor) Executors.newCachedThreadPool();
        CountDownLatch answer = new CountDownLatch(1);
        LineOptions options = options(() -> {
            awaitLatch(answer);
            throw new IOException("says the test");
        });
        NettyWire wire = new NettyWire(loops, counted);
        List<RecordingListener> listeners = Stream.concat(
                        Stream.of(listener),
                        Stream.generate(RecordingListener::new).limit(19))
                .toList();
        listeners.forEach(each -> wire.open(way(uri("ssl")), options, each));
        await().during(300, MILLISECONDS).until(() -> counted.getActiveCount() == 1);

        answer.countDown();
        for (RecordingListener each : listeners) {
            assertThat(each.awaitClosed()).hasMessage("says the test");
        }
        counted.shutdown();
        assertThat(counted.awaitTermination(20, SECONDS)).isTrue();
    }

    /** Else each attempt to connect would leave its line, until there is no memory left. */
    @Test
    void aSourceOfTlsThatDoesNotAnswerKeepsNothingOfALineThatHasEnded() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        LineOptions options = options(() -> {
            awaitLatch(answer);
            return SSLContext.getDefault();
        });
        NettyWire wire = new NettyWire(loops, workers);
        List<WeakReference<RecordingListener>> ended = Stream.generate(() -> {
                    RecordingListener each = new RecordingListener();
                    wire.open(way(uri("ssl")), options, each).cut(cutByTest);
                    each.awaitClosed();
                    return new WeakReference<>(each);
                })
                .limit(5)
                .toList();

        // Before the source is given up by awaitLatch.
        await().atMost(10, SECONDS).untilAsserted(() -> {
            System.gc();
            assertThat(ended).allSatisfy(each -> assertThat(each.get()).isNull());
        });
        wire.open(way(uri("ssl")), options, listener);
        answer.countDown();
        accept().close();
        listener.awaitClosed();
    }

    @Test
    void aConnectThatGetsNoAnswerEndsInTime() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full);
            new NettyWire(loops, workers)
                    .open(
                            way("tcp://127.0.0.1:" + full.getLocalPort()),
                            options(TlsSource.OF_JVM, Duration.ofMillis(500)),
                            listener);

            // Netty's own limit is 30 s.
            assertThat(listener.awaitClosed()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    /** Until the system answers no further connect. */
    private void fill(ServerSocket full) throws IOException {
        while (true) {
            Socket taken = new Socket();
            opened.add(taken);
            try {
                taken.connect(full.getLocalSocketAddress(), 500);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }
}
