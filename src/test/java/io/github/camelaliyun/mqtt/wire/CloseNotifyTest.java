package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A server that says goodbye in TLS and leaves the network connection to the client to close; and bytes before TLS. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseNotifyTest {

    private static final String PASSWORD = "only-for-this-test";
    private static SSLContext context;

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final EventLoops loops = new EventLoops(number -> "loop-" + number);
    private final RecordingListener listener = new RecordingListener();
    private Socket network;
    private SSLSocket client;
    private Line line;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        assertThat(new ProcessBuilder(
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
                                "SAN=dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.out").toFile())
                        .start()
                        .waitFor())
                .isZero();
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

    @AfterEach
    void end() throws Exception {
        line.cut(new SocketException("cut by the test"));
        listener.awaitClosed();
        network.close();
        loops.close();
        workers.shutdown();
    }

    private void accept(ServerSocket server, ProxyServer proxy, byte[] said) throws Exception {
        line = new NettyWire(loops, workers)
                .open(
                        new Way("ssl://localhost:" + server.getLocalPort(), InetAddress.getLoopbackAddress(), proxy),
                        new LineOptions(
                                "GID_test@@@1",
                                Duration.ofSeconds(20),
                                new TransportOptions(() -> context, true, null, null, ProxyChoice.DIRECT),
                                1_000),
                        listener);
        network = server.accept();
        if (proxy != null) {
            assertThat(network.getInputStream().read(new byte[5_000])).isPositive();
            network.getOutputStream().write(said);
        }
        client = (SSLSocket) context.getSocketFactory().createSocket(network, "localhost", 1, false);
        client.setUseClientMode(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theLineEndsWithTheGoodbyeOfTls(String protocol) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            accept(server, null, null);
            client.setEnabledProtocols(new String[] {protocol});
            client.startHandshake();
            listener.awaitEvent("opened");
            client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});
            client.shutdownOutput();

            assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
            assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "closed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatCameInAPauseBeforeTheGoodbyeIsGiven(String protocol) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            accept(server, null, null);
            client.setEnabledProtocols(new String[] {protocol});
            client.startHandshake();
            listener.awaitEvent("opened");
            listener.when("heard", line::pause);
            client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});
            client.shutdownOutput();
            await().during(300, MILLISECONDS).until(() -> listener.events().equals(List.of("opened")));
            line.resume();

            assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
            assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "closed");
        }
    }
}
