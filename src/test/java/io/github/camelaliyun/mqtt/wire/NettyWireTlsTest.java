package io.github.camelaliyun.mqtt.wire;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What TLS adds: a goodbye, which needs the network, and locks around each write. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireTlsTest {

    private static final InetAddress LOCALHOST = InetAddress.getLoopbackAddress();

    private static SSLContext context;
    private static X509ExtendedKeyManager keyManager;
    private static TrustManager[] trustManagers;

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final EventLoops loops = new EventLoops(number -> "loop-" + number);
    private final NettyWire wire = new NettyWire(loops, workers);
    private final RecordingListener listener = new RecordingListener();
    private final SocketException cutByTest = new SocketException("cut by the test");
    /** Null for none. */
    private HostnameVerifier verifier;

    /** Null for the server's. */
    private SSLContext contextOfClient;

    private boolean wantClientsKey;

    private ServerSocket server;
    /** What {@link #client} speaks over and does not close; null where it is the same. */
    private Socket network;

    private SSLSocket client;
    private Line line;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        LocalhostKeys keys = LocalhostKeys.make(folder);
        keyManager = keys.keyManager();
        trustManagers = keys.trustManagers();
        context = keys.context();
    }

    private void connect(String protocol) throws Exception {
        shakeHands(protocol);
        listener.awaitEvent("opened");
    }

    /** Ends when the handshake of TLS has ended. */
    private void shakeHands(String protocol) throws Exception {
        server = context.getServerSocketFactory().createServerSocket(0, 5, LOCALHOST);
        server.setSoTimeout(20_000);
        open(null);
        client = (SSLSocket) server.accept();
        shakeHandsAs(client, protocol);
    }

    /**
     * With a server that leaves the network connection open when it says goodbye.
     *
     * @param proxySays what a proxy before it answers; null for no proxy
     */
    private void shakeHandsAndKeepTheNetworkOpen(String protocol, String proxySays) throws Exception {
        server = new ServerSocket(0, 5, LOCALHOST);
        server.setSoTimeout(20_000);
        open(
                proxySays == null
                        ? null
                        : new ProxyServer(ProxyServer.Kind.HTTP, "127.0.0.1", server.getLocalPort(), null, null));
        network = server.accept();
        if (proxySays != null) {
            assertThat(network.getInputStream().read(new byte[5_000])).isPositive();
            network.getOutputStream().write(proxySays.getBytes(US_ASCII));
        }
        client =
                (SSLSocket) context.getSocketFactory().createSocket(network, "127.0.0.1", server.getLocalPort(), false);
        client.setUseClientMode(false);
        shakeHandsAs(client, protocol);
    }

    private void open(ProxyServer proxy) {
        open(proxy, Duration.ofSeconds(20), listener);
    }

    private void open(ProxyServer proxy, Duration limit, LineListener told) {
        line = wire.open(
                new Way("ssl://127.0.0.1:" + server.getLocalPort(), LOCALHOST, proxy),
                new LineOptions(
                        "GID_test@@@1",
                        limit,
                        new TransportOptions(
                                () -> contextOfClient == null ? context : contextOfClient,
                                true,
                                verifier,
                                null,
                                ProxyChoice.DIRECT),
                        1_000),
                told);
    }

    private void shakeHandsAs(SSLSocket server, String protocol) throws IOException {
        server.setNeedClientAuth(wantClientsKey);
        server.setSoTimeout(20_000);
        server.setEnabledProtocols(new String[] {protocol});
        server.startHandshake();
        assertThat(server.getSession().getProtocol()).isEqualTo(protocol);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        listener.assertInOrder();
        loops.close();
        workers.shutdown();
        assertThat(workers.awaitTermination(20, SECONDS)).isTrue();
        for (Closeable end : Arrays.asList(client, network, server)) {
            if (end != null) {
                end.close();
            }
        }
        listener.assertInOrder();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void packetsGoBothWaysAndTheServersCloseEndsTheLine(String protocol) throws Exception {
        connect(protocol);
        line.send(new Packet.Puback(7), listener);
        assertThat(client.getInputStream().readNBytes(4)).hasSize(4);
        listener.awaitEvent("left");
        client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});
        listener.awaitEvent("Puback[packetId=1]");
        client.close();

        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void cutEndsAWriteThatANetworkHoldsUp(String protocol) throws Exception {
        connect(protocol);
        sendMoreThanTheNetworkTakes();
        line.cut(cutByTest);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void cutEndsAFinishThatANetworkHoldsUp(String protocol) throws Exception {
        connect(protocol);
        sendMoreThanTheNetworkTakes();
        line.finish();
        line.cut(cutByTest);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theGoodbyeOfTlsEndsTheLineWhoeverClosesTheNetworkConnection(String protocol) throws Exception {
        shakeHandsAndKeepTheNetworkOpen(protocol, null);
        listener.awaitEvent("opened");
        client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});
        client.shutdownOutput();

        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatCameInAPauseIsGivenBeforeTheGoodbyeOfTlsEndsTheLine(String protocol) throws Exception {
        shakeHandsAndKeepTheNetworkOpen(protocol, null);
        listener.awaitEvent("opened");
        listener.when("heard", line::pause);
        client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});
        client.shutdownOutput();

        // Whoever paused may have to wait for an answer that only the next connection brings.
        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "closed");
    }

    /** A proxy sees nothing of what TLS protects, and adds nothing to it: here the beginning of a CONNACK. */
    @Test
    void whatAProxySaysBehindItsAnswerIsNoPartOfWhatTlsProtects() throws Exception {
        assertThatThrownBy(() -> shakeHandsAndKeepTheNetworkOpen(
                        "TLSv1.3", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\u0020"))
                .isInstanceOf(SSLException.class);
        assertThat(listener.awaitClosed()).hasMessage("bytes before CONNECT was sent");
        assertThat(listener.events()).containsExactly("closed");
    }

    @Test
    void nothingIsTakenFromAServerWhoseNameIsNotVerifiedYet() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        verifier = (host, session) -> awaitLatch(go);
        shakeHands("TLSv1.3");
        client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});

        await().during(300, MILLISECONDS).until(() -> listener.events().isEmpty());
        go.countDown();
        assertThat(listener.awaitClosed()).hasMessage("bytes before CONNECT was sent");
        assertThat(listener.events()).containsExactly("closed");
    }

    @Test
    void aLineThatEndsWhileTheNameIsVerifiedDoesNotOpenAfterwards() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        verifier = (host, session) -> {
            asked.countDown();
            return awaitLatch(go);
        };
        shakeHands("TLSv1.3");
        awaitLatch(asked);
        line.cut(cutByTest);
        assertThat(listener.awaitClosed()).isSameAs(cutByTest);

        go.countDown();
        workers.shutdown();
        assertThat(workers.awaitTermination(20, SECONDS)).isTrue();
        // What the worker has left for the event loop runs before this ends.
        loops.close();
        assertThat(listener.events()).containsExactly("closed");
    }

    private static boolean awaitLatch(CountDownLatch latch) {
        try {
            return latch.await(20, SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatComesBehindTheOwnGoodbyeIsGiven(String protocol) throws Exception {
        connect(protocol);
        line.send(Packet.DISCONNECT, listener);
        line.finish();
        assertThat(client.getInputStream().readNBytes(2)).containsExactly(0xe0, 0);
        client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});
        client.close();

        listener.awaitClosed();
        assertThat(listener.events()).contains("Puback[packetId=1]");
    }

    @Test
    void aServerThatAnswersWithAnAlertIsToldInItsWords() throws Exception {
        server = new ServerSocket(0, 5, LOCALHOST);
        server.setSoTimeout(20_000);
        open(null);
        network = server.accept();
        assertThat(network.getInputStream().read(new byte[5_000])).isPositive();
        // handshake_failure (RFC 8446, 6.2)
        network.getOutputStream().write(HexFormat.of().parseHex("15030300020228"));

        assertThat(listener.awaitClosed()).isInstanceOf(SSLException.class).hasMessageContaining("handshake_failure");
        assertThat(listener.events()).containsExactly("closed");
    }

    /** A key may be in a device that takes its time, and others have their connections on the event loop. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void keysAreLookedUpAndUsedByWorkers(String protocol) throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        X509ExtendedKeyManager watched = new DelegatingKeyManager(keyManager, threads);
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(new KeyManager[] {watched}, trustManagers, null);
        wantClientsKey = true;
        connect(protocol);

        assertThat(threads).isNotEmpty().noneMatch(name -> name.startsWith("loop-"));
        line.cut(cutByTest);
        listener.awaitClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aKeyThatCannotBeHadEndsTheLineWithItsReason(String protocol) throws Exception {
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(
                new KeyManager[] {
                    new DelegatingKeyManager(keyManager, ConcurrentHashMap.newKeySet()) {
                        @Override
                        public PrivateKey getPrivateKey(String alias) {
                            throw new ProviderException("the token was removed");
                        }
                    }
                },
                trustManagers,
                null);
        wantClientsKey = true;
        assertThatThrownBy(() -> shakeHands(protocol)).isInstanceOf(IOException.class);

        assertThat(listener.awaitClosed()).hasStackTraceContaining("the token was removed");
        assertThat(listener.events()).containsExactly("closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTrustManagerThatDoesNotReturnKeepsNoOtherLine(String protocol) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(null, new TrustManager[] {new HangingTrustManager(asked, go)}, null);
        server = context.getServerSocketFactory().createServerSocket(0, 5, LOCALHOST);
        server.setSoTimeout(20_000);
        open(null);
        client = (SSLSocket) server.accept();
        client.setEnabledProtocols(new String[] {protocol});
        Future<?> shaking = workers.submit(() -> {
            client.startHandshake();
            return null;
        });
        try {
            assertThat(awaitLatch(asked)).isTrue();
            line.cut(cutByTest);

            assertThat(listener.awaitClosed()).isSameAs(cutByTest);
            for (EventLoop each : EventLoopsTest.all(loops)) {
                assertThat(each.submit(() -> "free").get(10, SECONDS)).isEqualTo("free");
            }
        } finally {
            go.countDown();
        }
        assertThatThrownBy(() -> shaking.get(20, SECONDS)).isInstanceOf(ExecutionException.class);
    }

    /** It is gathered until the trust manager has returned: by TLS, for the handshake goes on then. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatSendsOnWhileATrustManagerIsAtWorkFillsNoMemory(String protocol) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        beginWith(new HangingTrustManager(asked, go), protocol);
        try {
            assertThat(awaitLatch(asked)).isTrue();
            workers.submit(() -> {
                byte[] junk = new byte[1 << 16];
                while (true) {
                    network.getOutputStream().write(junk);
                }
            });

            assertThat(listener.awaitClosed())
                    .hasMessage("more than 1048576 bytes came before the TLS handshake ended");
        } finally {
            go.countDown();
        }
    }

    /** Nothing is heard of the channel then. */
    @Test
    void aTrustManagerIsInterruptedWhenAnErrorHasEndedTheThreadOfItsLine() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        beginWith(untilInterrupted(asked, interrupted::countDown), "TLSv1.3");
        assertThat(awaitLatch(asked)).isTrue();
        for (EventLoop loop : EventLoopsTest.all(loops)) {
            EventLoopsTest.kill(loop);
        }

        listener.awaitClosed();
        assertThat(awaitLatch(interrupted)).isTrue();
    }

    /** A handshake with a server whose network connection is {@link #network}. */
    private void beginWith(TrustManager trustManager, String protocol) throws Exception {
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(null, new TrustManager[] {trustManager}, null);
        server = new ServerSocket(0, 5, LOCALHOST);
        server.setSoTimeout(20_000);
        open(null);
        network = server.accept();
        client =
                (SSLSocket) context.getSocketFactory().createSocket(network, "127.0.0.1", server.getLocalPort(), false);
        client.setUseClientMode(false);
        client.setEnabledProtocols(new String[] {protocol});
        workers.submit(() -> {
            client.startHandshake();
            return null;
        });
    }

    /** A line that cannot be had is tried again and again, and nobody can end a thread. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTrustManagerThatNeverReturnsKeepsAFewWorkersHoweverOftenItIsTried(String protocol) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(
                null,
                new TrustManager[] {
                    new HangingTrustManager(null, null) {
                        @Override
                        void hang() {
                            asked.incrementAndGet();
                            awaitUninterruptibly(go);
                        }
                    }
                },
                null);
        assertFewAreAsked(protocol, asked, go, "HangingTrustManager.checkServerTrusted");
    }

    @Test
    void aVerifierThatNeverReturnsKeepsAFewWorkersHoweverOftenItIsTried() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        verifier = (host, session) -> {
            asked.incrementAndGet();
            return awaitUninterruptibly(go);
        };
        assertFewAreAsked("TLSv1.3", asked, go, "NettyWireTlsTest.lambda$");
    }

    private void assertFewAreAsked(String protocol, AtomicInteger asked, CountDownLatch go, String hangsIn)
            throws Exception {
        server = context.getServerSocketFactory().createServerSocket(0, 50, LOCALHOST);
        server.setSoTimeout(20_000);
        Throwable last = null;
        try {
            for (int i = 0; i < 6; i++) {
                RecordingListener each = i == 0 ? listener : new RecordingListener();
                last = tryOnce(protocol, asked, each);
            }
            assertThat(asked.get()).isEqualTo(3);
            assertThat(last)
                    .hasMessageStartingWith("3 calls of a trust manager, key manager or sslHostnameVerifier have not")
                    .hasMessageContaining(hangsIn);
        } finally {
            go.countDown();
        }
        // What works again is asked at once.
        int before = asked.get();
        await().atMost(20, SECONDS).until(() -> {
            tryOnce(protocol, asked, new RecordingListener());
            return asked.get() > before;
        });
    }

    /** Why it ended, which it does when somebody is asked at the latest. */
    private Throwable tryOnce(String protocol, AtomicInteger asked, RecordingListener each) throws Exception {
        int before = asked.get();
        open(null, Duration.ofSeconds(20), each);
        Future<?> shaking = workers.submit(() -> {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.setEnabledProtocols(new String[] {protocol});
                socket.startHandshake();
                return socket.getInputStream().read();
            }
        });
        await().atMost(20, SECONDS)
                .until(() -> asked.get() > before || each.events().contains("closed"));
        line.cut(cutByTest);
        Throwable why = each.awaitClosed();
        if (why != cutByTest) {
            // It has not even connected.
            new Socket(LOCALHOST, server.getLocalPort()).close();
        }
        await().atMost(20, SECONDS).until(shaking::isDone);
        return why;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTrustManagerIsInterruptedAtTheLimitAndTheLimitIsTold(String protocol) throws Exception {
        assertInterrupted(protocol, new IllegalStateException("of the trust manager"));
    }

    @Test
    void aTrustManagerThatIsInterruptedMayThrowAnError() throws Exception {
        assertInterrupted("TLSv1.3", new AssertionError("of the trust manager"));
    }

    private void assertInterrupted(String protocol, Throwable thrown) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(
                null,
                new TrustManager[] {
                    untilInterrupted(asked, () -> {
                        interrupted.countDown();
                        NettyWireTlsTest.<RuntimeException>rethrow(thrown);
                    })
                },
                null);
        server = context.getServerSocketFactory().createServerSocket(0, 5, LOCALHOST);
        server.setSoTimeout(20_000);
        try (LogCapture log = new LogCapture()) {
            open(null, Duration.ofMillis(500), listener);
            client = (SSLSocket) server.accept();
            client.setEnabledProtocols(new String[] {protocol});
            Future<?> shaking = workers.submit(() -> {
                client.startHandshake();
                return client.getInputStream().read();
            });

            assertThat(awaitLatch(asked)).isTrue();
            assertThat(listener.awaitClosed()).hasMessage("the TLS handshake did not end within 500 ms");
            assertThat(interrupted.await(10, SECONDS)).isTrue();
            assertThatThrownBy(() -> shaking.get(20, SECONDS)).isInstanceOf(ExecutionException.class);
            workers.shutdown();
            assertThat(workers.awaitTermination(20, SECONDS)).isTrue();
            // What the worker has left for the event loop runs before this ends.
            loops.close();
            assertThat(log.lines()).isEmpty();
        }
    }

    /** Hangs until it is interrupted, and does what the test says then. */
    private static HangingTrustManager untilInterrupted(CountDownLatch asked, Runnable then) {
        return new HangingTrustManager(asked, new CountDownLatch(1)) {
            @Override
            void hang() {
                try {
                    super.hang();
                } catch (AssertionError e) {
                    then.run();
                }
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await(20, SECONDS);
            } catch (InterruptedException e) {
                // As one that hangs in native code.
                continue;
            }
        }
        return true;
    }

    /** TLS 1.2 alone has it. The engine is locked while the trust manager is asked, and to say goodbye wants its lock. */
    @Test
    void aServerThatWantsAnotherHandshakeKeepsNoOtherLine() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(
                null,
                new TrustManager[] {
                    new HangingTrustManager(asked, go) {
                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
                            if (asked.getCount() > 1) {
                                asked.countDown();
                            } else {
                                super.checkServerTrusted(chain, type, engine);
                            }
                        }
                    }
                },
                null);
        connect("TLSv1.2");
        // Else it would be resumed, without a certificate.
        Collections.list(contextOfClient.getClientSessionContext().getIds())
                .forEach(id ->
                        contextOfClient.getClientSessionContext().getSession(id).invalidate());
        Future<?> shaking = workers.submit(() -> {
            client.startHandshake();
            // Reads what comes until the end.
            return client.getInputStream().read();
        });
        try {
            await().atMost(20, SECONDS)
                    .until(() -> asked.getCount() == 0 || listener.events().contains("closed"));
            line.finish();
            for (EventLoop each : EventLoopsTest.all(loops)) {
                assertThat(each.submit(() -> "free").get(10, SECONDS)).isEqualTo("free");
            }
            assertThat(listener.awaitClosed()).hasMessageContaining("renegotiation");
        } finally {
            go.countDown();
        }
        assertThatThrownBy(() -> shaking.get(20, SECONDS)).isInstanceOf(ExecutionException.class);
    }

    private void sendMoreThanTheNetworkTakes() throws Exception {
        line.send(new Packet.Publish("test/a", new byte[32 << 20], 0, false, false, 0), listener);
        assertThat(client.getInputStream().read()).isEqualTo(0x30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void finishingLetsAllLeaveAndReadsOn(String protocol) throws Exception {
        connect(protocol);
        line.send(new Packet.Publish("test/a", new byte[1 << 20], 0, false, false, 0));
        line.send(Packet.DISCONNECT, listener);
        line.finish();

        assertThat(client.getInputStream().readAllBytes())
                .hasSizeGreaterThan(1 << 20)
                .endsWith(0xe0, 0);
        client.close();
        assertThat(listener.awaitClosed()).isNotSameAs(cutByTest);
        assertThat(listener.events()).contains("left");
    }

    private static class HangingTrustManager extends X509ExtendedTrustManager {
        private final CountDownLatch asked;
        private final CountDownLatch go;

        HangingTrustManager(CountDownLatch asked, CountDownLatch go) {
            this.asked = asked;
            this.go = go;
        }

        void hang() {
            asked.countDown();
            awaitLatch(go);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            hang();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            hang();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            hang();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            hang();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            hang();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            hang();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Notes the threads that ask. */
    private static class DelegatingKeyManager extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;
        private final Set<String> threads;

        DelegatingKeyManager(X509ExtendedKeyManager keys, Set<String> threads) {
            this.keys = keys;
            this.threads = threads;
        }

        private <T> T noted(T answer) {
            threads.add(Thread.currentThread().getName());
            return answer;
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return noted(keys.chooseEngineClientAlias(types, issuers, engine));
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return noted(keys.chooseClientAlias(types, issuers, socket));
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return noted(keys.getPrivateKey(alias));
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return noted(keys.getCertificateChain(alias));
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, issuers);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(type, issuers, socket);
        }
    }
}
