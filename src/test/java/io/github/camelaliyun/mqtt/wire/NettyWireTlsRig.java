package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/** A line over TLS, and the server at its other end. After each test no thread is left. */
abstract class NettyWireTlsRig {

    static final InetAddress LOCALHOST = InetAddress.getLoopbackAddress();
    static SSLContext context;
    static X509ExtendedKeyManager keyManager;
    static TrustManager[] trustManagers;

    final ExecutorService workers = Executors.newCachedThreadPool();
    final EventLoops loops = new EventLoops(number -> "loop-" + number);
    final NettyWire wire = new NettyWire(loops, workers);
    final RecordingListener listener = new RecordingListener();
    final SocketException cutByTest = new SocketException("cut by the test");

    /** Null for none. */
    HostnameVerifier verifier;

    /** Null for the server's. */
    SSLContext contextOfClient;

    boolean wantClientsKey;
    ServerSocket server;

    /** What {@link #client} speaks over and does not close; null where it is the same. */
    Socket network;

    SSLSocket client;
    Line line;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        LocalhostKeys keys = LocalhostKeys.make(folder);
        keyManager = keys.keyManager();
        trustManagers = keys.trustManagers();
        context = keys.context();
    }

    void connect(String protocol) throws Exception {
        shakeHands(protocol);
        listener.awaitEvent("opened");
    }

    /** Ends when the handshake of TLS has ended. */
    void shakeHands(String protocol) throws Exception {
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
    void shakeHandsAndKeepTheNetworkOpen(String protocol, String proxySays) throws Exception {
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

    void open(ProxyServer proxy) {
        open(proxy, Duration.ofSeconds(20), listener);
    }

    void open(ProxyServer proxy, Duration limit, LineListener told) {
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

    void shakeHandsAs(SSLSocket server, String protocol) throws IOException {
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
}
