package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What TLS adds: a goodbye, which needs the network, and locks around each write. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireTlsTest {

    private static final String PASSWORD = "only-for-this-test";
    private static final InetAddress LOCALHOST = InetAddress.getLoopbackAddress();

    private static SSLContext context;

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final EventLoops loops = new EventLoops(number -> "loop-" + number);
    private final RecordingListener listener = new RecordingListener();
    private final SocketException cutByTest = new SocketException("cut by the test");
    /** Null for none. */
    private HostnameVerifier verifier;

    private ServerSocket server;
    /** What {@link #client} speaks over and does not close; null where it is the same. */
    private Socket network;

    private SSLSocket client;
    private Line line;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.out").toFile())
                .start();
        assertThat(keytool.waitFor(50, SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("test", store.getCertificate("test"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
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
        line = new NettyWire(loops, workers)
                .open(
                        new Way("ssl://127.0.0.1:" + server.getLocalPort(), LOCALHOST, proxy),
                        new LineOptions(
                                "GID_test@@@1",
                                Duration.ofSeconds(20),
                                new TransportOptions(() -> context, true, verifier, null, ProxyChoice.DIRECT),
                                1_000),
                        listener);
    }

    private static void shakeHandsAs(SSLSocket server, String protocol) throws IOException {
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
        client.close();
        if (network != null) {
            network.close();
        }
        server.close();
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
        await().during(300, MILLISECONDS).until(() -> listener.events().equals(List.of("opened")));
        line.resume();

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
}
