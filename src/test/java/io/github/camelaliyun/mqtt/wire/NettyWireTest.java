package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * With sockets as they are. After each test every line that it opened has told its end once, after all else, and no thread
 * is left.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireTest {

    private static final int LIMIT = 1_000;
    private static final String PUBACK_1 = "40020001";
    private static final String PUBACK_2 = "40020002";

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final EventLoops loops = new EventLoops(number -> "loop-of-this-test");
    private final RecordingListener listener = new RecordingListener();
    private final SocketException cutByTest = new SocketException("cut by the test");
    private final Queue<AutoCloseable> opened = new ConcurrentLinkedQueue<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        server.setSoTimeout(20_000);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        listener.assertInOrder();
        loops.close();
        await().atMost(20, SECONDS)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .doesNotContain("loop-of-this-test"));
        workers.shutdown();
        assertThat(workers.awaitTermination(20, SECONDS)).isTrue();
        server.close();
        for (AutoCloseable socket : opened) {
            socket.close();
        }
        listener.assertInOrder();
    }

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

    @Test
    void theServersCloseEndsTheLine() throws Exception {
        open();
        accept().close();

        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
    }

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
            public void waits(Withdrawal packet) {
                waiting.add(packet);
            }

            @Override
            public void left() {
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
    void aResetEndsTheLine() throws Exception {
        open();
        Socket client = accept();
        client.setSoLinger(true, 0);
        client.close();

        assertThat(listener.awaitClosed()).isInstanceOf(IOException.class);
    }

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
    void whatIsNotMqttEndsTheLine() throws Exception {
        open();
        say(accept(), "ff00");

        assertThat(listener.awaitClosed()).isInstanceOf(MalformedPacketException.class);
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
        listener.when("received", NettyWireTest::overflow);
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

    /** Java would take no address for one of this machine. */
    @Test
    void aWayWithoutAnAddressEndsTheLine() throws Exception {
        new NettyWire(loops, workers).open(new Way(uri("tcp"), null, null), options(TlsSource.OF_JVM), listener);

        assertThat(listener.awaitClosed()).isInstanceOf(NullPointerException.class);
        assertNobodyConnects();
    }

    /** More than its backlog takes would be dropped, and try again a second later. */
    @Test
    void theNextConnectIsBegunWhenTheServerHasAnsweredOneOrOneHasEnded() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, Duration.ofHours(1));
        LineOptions patient = options(TlsSource.OF_JVM, Duration.ofHours(1));
        EventLoop loop = loops.next();
        List<RecordingListener> listeners = Stream.concat(
                        Stream.of(listener),
                        Stream.generate(RecordingListener::new).limit(3))
                .toList();
        List<NettyLine> lines =
                listeners.stream().map(each -> line(loop, turns, patient, each)).toList();
        lines.forEach(NettyLine::open);
        Socket first = accept();
        listeners.get(0).awaitEvent("opened");
        assertNobodyConnects();

        say(first, "20020000");
        Socket second = accept();
        listeners.get(1).awaitEvent("opened");
        assertNobodyConnects();

        lines.get(2).cut(cutByTest);
        assertThat(listeners.get(2).awaitClosed()).isSameAs(cutByTest);
        second.close();
        listeners.get(1).awaitClosed();
        accept();
        listeners.get(3).awaitEvent("opened");
        assertNobodyConnects();

        lines.forEach(line -> line.cut(cutByTest));
        for (RecordingListener each : listeners) {
            each.awaitClosed();
        }
    }

    /** As without a route to the server. */
    @Test
    void aConnectThatFailsAtOnceGivesItsTurnOn() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, Duration.ofHours(1));
        EventLoop loop = loops.next();
        Way nowhere = new Way("tcp://255.255.255.255:1883", InetAddress.getByName("255.255.255.255"), null);
        List<RecordingListener> listeners = Stream.concat(
                        Stream.of(listener),
                        Stream.generate(RecordingListener::new).limit(2))
                .toList();
        for (RecordingListener each : listeners) {
            line(loop, turns, nowhere, options(TlsSource.OF_JVM, Duration.ofHours(1)), each)
                    .open();
        }
        for (RecordingListener each : listeners) {
            assertThat(each.awaitClosed()).isInstanceOf(SocketException.class);
        }
    }

    /** To begin the next one's needs memory. */
    @Test
    void theEndOfALineIsToldThoughTheNextOneCannotBegin() throws Exception {
        AtomicBoolean noMemory = new AtomicBoolean();
        ConnectTurns turns = new ConnectTurns(1, Duration.ofHours(1));
        EventLoop real = loops.next();
        EventLoop loop = (EventLoop) Proxy.newProxyInstance(
                EventLoop.class.getClassLoader(), new Class<?>[] {EventLoop.class}, (proxy, method, arguments) -> {
                    if (noMemory.get() && method.getName().equals("schedule")) {
                        throw new OutOfMemoryError("says the test");
                    }
                    return method.invoke(real, arguments);
                });
        RecordingListener next = new RecordingListener();
        line(loop, turns, options(TlsSource.OF_JVM, Duration.ofHours(1)), listener)
                .open();
        Socket first = accept();
        listener.awaitEvent("opened");
        NettyLine waiting = line(loop, turns, options(TlsSource.OF_JVM, Duration.ofHours(1)), next);
        waiting.open();
        real.submit(() -> {}).get(20, SECONDS);
        noMemory.set(true);
        first.close();

        listener.awaitClosed();
        noMemory.set(false);
        accept();
        next.awaitEvent("opened");
        waiting.cut(cutByTest);
        next.awaitClosed();
    }

    @Test
    void aConnectThatThrowsGivesItsTurnOn() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, Duration.ofHours(1));
        EventLoop loop = loops.next();
        // More milliseconds than there are numbers.
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        line(loop, turns, options(TlsSource.OF_JVM, endless), listener).open();
        assertThat(listener.awaitClosed()).isInstanceOf(ArithmeticException.class);

        RecordingListener next = new RecordingListener();
        line(loop, turns, options(TlsSource.OF_JVM, Duration.ofHours(1)), next).open();
        accept().close();
        next.awaitClosed();
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

    private void assertNobodyConnects() throws IOException {
        server.setSoTimeout(500);
        assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        server.setSoTimeout(20_000);
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

    /** By Nagle's algorithm a small packet would wait for what the server says to the one before. */
    @Test
    void smallPacketsAreNotHeldBack() throws Exception {
        Line line = open();
        accept();
        listener.awaitEvent("opened");
        List<Boolean> noDelay = new ArrayList<>();
        for (EventLoop each : EventLoopsTest.all(loops)) {
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
        public void left() {
            fates.add("left " + number);
            told.left();
        }

        @Override
        public void unsent() {
            fates.add("unsent " + number);
            told.unsent();
        }
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

    @Test
    void aWebSocketThatIsCutWhileItPausesLeavesNoThread() throws Exception {
        AtomicReference<Line> line = new AtomicReference<>();
        listener.when("received", () -> line.get().pause());
        line.set(open("ws"));
        Socket client = accept();
        shakeHands(client);
        listener.awaitEvent("opened");
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 4_000; i++) {
            frames.writeBytes(HexFormat.of().parseHex("8204" + PUBACK_1));
        }
        client.getOutputStream().write(frames.toByteArray());
        listener.awaitEvent("Puback[packetId=1]");
        line.get().cut(cutByTest);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    @Test
    void aWebSocketThatTheServerClosesEndsTheLine() throws Exception {
        open("ws");
        Socket client = accept();
        shakeHands(client);
        listener.awaitEvent("opened");
        client.close();

        assertThat(listener.awaitClosed()).isInstanceOf(IOException.class);
    }

    /** MQTT 3.1.1, 6.0.0-1 to 6.0.0-3. */
    @Test
    void aWebSocketOffersMqttAndCarriesItsPacketsInBinaryFrames() throws Exception {
        Line line = open("ws");
        Socket client = accept();
        assertThat(shakeHands(client)).contains("sec-websocket-protocol: mqtt");
        listener.awaitEvent("opened");
        line.send(Packet.PINGREQ);
        byte[] frame = client.getInputStream().readNBytes(8);
        assertThat(frame).startsWith(0x82, 0x82);
        assertThat(new byte[] {(byte) (frame[6] ^ frame[2]), (byte) (frame[7] ^ frame[3])})
                .containsExactly(0xc0, 0);

        // A packet in two frames, the second of which has another one.
        say(client, "8203" + PUBACK_1.substring(0, 6) + "8203" + PUBACK_1.substring(6) + "d000");
        listener.awaitEvent(Packet.PINGRESP.toString());
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "Pingresp[]");
        line.cut(cutByTest);
        listener.awaitClosed();
    }

    /** MQTT 3.1.1, 6.0.0-4. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Sec-WebSocket-Protocol: mqttv3.1\r\n"})
    void aWebSocketOfAnotherSubprotocolIsNotOpened(String subprotocol) throws Exception {
        open("ws");
        shakeHands(accept(), subprotocol);

        assertThat(listener.awaitClosed()).hasMessageContaining("the WebSocket handshake failed");
        assertThat(listener.events()).containsExactly("closed");
    }

    private static List<String> shakeHands(Socket client) throws Exception {
        return shakeHands(client, "Sec-WebSocket-Protocol: mqtt\r\n");
    }

    /** RFC 6455, 4.2.2. Returns what the client has asked for. */
    private static List<String> shakeHands(Socket client, String subprotocol) throws Exception {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        List<String> headers = new ArrayList<>();
        String key = "";
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            headers.add(line.toLowerCase(Locale.ROOT));
            key = line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key: ")
                    ? line.substring(line.indexOf(' ') + 1)
                    : key;
        }
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + subprotocol + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n";
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        return headers;
    }

    private Line open() {
        return open("tcp");
    }

    private Line open(String scheme) {
        return open(scheme, workers);
    }

    private Line open(String scheme, Executor executor) {
        return open(uri(scheme), executor, TlsSource.OF_JVM);
    }

    private Line open(String serverUri, Executor executor, TlsSource tls) {
        return new NettyWire(loops, executor).open(way(serverUri), options(tls), listener);
    }

    private static Way way(String serverUri) {
        return new Way(serverUri, InetAddress.getLoopbackAddress(), null);
    }

    private static LineOptions options(TlsSource tls) {
        return options(tls, Duration.ofSeconds(30));
    }

    private static LineOptions options(TlsSource tls, Duration connectTimeout) {
        return new LineOptions(
                "GID_test@@@1", connectTimeout, new TransportOptions(tls, true, null, null, ProxyChoice.DIRECT), LIMIT);
    }

    private NettyLine line(EventLoop loop, ConnectTurns turns, LineOptions options, LineListener told) {
        return line(loop, turns, way(uri("tcp")), options, told);
    }

    private NettyLine line(EventLoop loop, ConnectTurns turns, Way way, LineOptions options, LineListener told) {
        return new NettyLine(
                loop, workers, new Questions<>(workers), new ForeignCalls(workers), turns, way, options, told);
    }

    private String uri(String scheme) {
        return scheme + "://127.0.0.1:" + server.getLocalPort();
    }

    private Socket accept() throws IOException {
        Socket client = server.accept();
        opened.add(client);
        client.setSoTimeout(20_000);
        return client;
    }

    private static void say(Socket client, String hex) throws IOException {
        client.getOutputStream().write(HexFormat.of().parseHex(hex));
    }

    /** Whether the other side has closed, in order or not. */
    private static boolean endOf(Socket client) {
        try {
            client.getInputStream().readAllBytes();
            return true;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
