package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509TrustManager;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The courses that a handshake takes, with a line and a server that chooses what goes into which segment. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandshakeEngineTest {

    private static final InetAddress LOCALHOST = InetAddress.getLoopbackAddress();
    private static final byte[] PUBACK_1 = {0x40, 2, 0, 1};
    private static final String PUBACK_1_TOLD = "Puback[packetId=1]";
    private static final String CLOSE_NOTIFY = "15030300020100";
    private static final String USER_CANCELED = "1503030002015a";
    private static final String HANDSHAKE_FAILURE = "15030300020228";

    private static LocalhostKeys keys;

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final EventLoops loops = new EventLoops(number -> "loop-" + number);
    private final NettyWire wire = new NettyWire(loops, workers);
    private RecordingListener listener = new RecordingListener();
    private ServerSocket listening;
    private SSLContext ofServer;
    private SSLContext ofClient;
    private Line line;
    private Server server;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws Exception {
        keys = LocalhostKeys.make(folder);
    }

    @BeforeEach
    void listen() throws Exception {
        ofServer = keys.context();
        ofClient = keys.context();
        listening = new ServerSocket(0, 5, LOCALHOST);
        listening.setSoTimeout(20_000);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        server.socket.close();
        listener.awaitClosed();
        loops.close();
        workers.shutdown();
        assertThat(workers.awaitTermination(20, SECONDS)).isTrue();
        listening.close();
        listener.assertInOrder();
    }

    private void open(String protocol) throws Exception {
        line = wire.open(
                new Way("ssl://127.0.0.1:" + listening.getLocalPort(), LOCALHOST, null),
                new LineOptions(
                        "GID_test@@@1",
                        Duration.ofSeconds(20),
                        new TransportOptions(() -> ofClient, true, null, null, ProxyChoice.DIRECT),
                        1_000),
                listener);
        server = new Server(ofServer, protocol, listening.accept());
    }

    private void assertPacketsGoBothWays() throws IOException {
        listener.awaitEvent("opened");
        line.send(Packet.PINGREQ, listener);
        assertThat(server.read(2)).containsExactly(0xc0, 0);
        server.write(server.seal(PUBACK_1));
        listener.awaitEvent(PUBACK_1_TOLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionIsResumed(String protocol) throws Exception {
        open(protocol);
        server.shakeHands();
        long made = server.engine.getSession().getCreationTime();
        assertPacketsGoBothWays();
        server.socket.close();
        listener.awaitClosed();
        listener.assertInOrder();

        listener = new RecordingListener();
        // Else the sessions could have been made at the same time.
        await().until(() -> System.currentTimeMillis() > made);
        open(protocol);
        server.shakeHands();
        assertThat(server.engine.getSession().getCreationTime()).isEqualTo(made);
        assertPacketsGoBothWays();
        // The server is the first to be through here.
        assertDataBehindTheOwnGoodbyeIsGiven();
    }

    private void assertDataBehindTheOwnGoodbyeIsGiven() throws IOException {
        line.send(Packet.DISCONNECT, listener);
        line.finish();
        assertThat(server.read(2)).containsExactly(0xe0, 0);
        server.awaitGoodbye();
        server.write(server.seal(new byte[] {0x40, 2, 0, 2}));
        listener.awaitEvent("Puback[packetId=2]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void dataBehindTheOwnGoodbyeIsGiven(String protocol) throws Exception {
        open(protocol);
        server.shakeHands();
        assertPacketsGoBothWays();

        assertDataBehindTheOwnGoodbyeIsGiven();
    }

    /** TLS 1.2 alone has it. Here the client is the last to say something in the handshake, else the server is. */
    @Test
    void anotherHandshakeIsRefusedAfterAResumedOneToo() throws Exception {
        open("TLSv1.2");
        server.shakeHands();
        assertPacketsGoBothWays();
        server.socket.close();
        listener.awaitClosed();
        listener.assertInOrder();

        listener = new RecordingListener();
        open("TLSv1.2");
        server.shakeHands();
        assertPacketsGoBothWays();
        server.engine.beginHandshake();
        server.write(server.wrapAll());

        assertThat(listener.awaitClosed()).hasMessageContaining("renegotiation");
    }

    @Test
    void aServerThatWantsAnotherKeyShareGetsIt() throws Exception {
        open("TLSv1.3");
        server.refuse("x25519", "secp256r1", "X25519MLKEM768");
        server.shakeHands();

        assertThat(server.flights.get(0).length).isLessThan(250);
        assertThat(HexFormat.of().formatHex(server.flights.get(0)))
                .as("the random of a HelloRetryRequest (RFC 8446, 4.1.3)")
                .contains("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");
        assertPacketsGoBothWays();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aHandshakeMayComeByteByByte(String protocol) throws Exception {
        open(protocol);
        server.byteByByte = true;
        server.shakeHands();

        assertPacketsGoBothWays();
    }

    /** Of the server's own packing: all of a flight that has the same keys is in one record. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2,1", "TLSv1.3,2"})
    void aRecordMayHaveSeveralMessages(String protocol, int most) throws Exception {
        open(protocol);
        server.engine.setNeedClientAuth(true);
        server.shakeHands();

        assertThat(handshakeRecords(server.flights.get(0))).isEqualTo(most);
        assertPacketsGoBothWays();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aMessageMayTakeSeveralRecords(String protocol) throws Exception {
        open(protocol);
        SSLParameters parameters = server.engine.getSSLParameters();
        parameters.setMaximumPacketSize(200);
        server.engine.setSSLParameters(parameters);
        server.shakeHands();

        assertThat(handshakeRecords(server.flights.get(0))).isGreaterThan(2);
        assertPacketsGoBothWays();
    }

    /** Without the change of ciphers. */
    private static int handshakeRecords(byte[] flight) {
        int count = 0;
        ByteBuffer bytes = ByteBuffer.wrap(flight);
        while (bytes.hasRemaining()) {
            count += bytes.get(bytes.position()) == 20 ? 0 : 1;
            bytes.position(bytes.position() + 5 + bytes.getShort(bytes.position() + 3));
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void dataBehindTheLastOfTheHandshakeIsGivenAtOnce(String protocol) throws Exception {
        open(protocol);
        byte[] last = server.next();
        while (server.engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            server.write(last);
            last = server.next();
        }
        assertThat(last).isNotEmpty();
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        segment.writeBytes(last);
        segment.writeBytes(server.seal(PUBACK_1));
        server.write(segment.toByteArray());

        listener.awaitEvent(PUBACK_1_TOLD);
        assertThat(listener.events()).containsExactly("opened", PUBACK_1_TOLD);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAlertInTheMiddleIsToldInItsWords(boolean retried) throws Exception {
        openToTheMiddle(retried);
        server.write(HexFormat.of().parseHex(HANDSHAKE_FAILURE));

        assertThat(listener.awaitClosed()).isInstanceOf(SSLException.class).hasMessageContaining("handshake_failure");
        assertThat(listener.events()).containsExactly("closed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGoodbyeInTheMiddleIsNoHandshake(boolean retried) throws Exception {
        openToTheMiddle(retried);
        server.write(HexFormat.of().parseHex(CLOSE_NOTIFY));

        assertThat(listener.awaitClosed()).isInstanceOf(SSLException.class).hasMessageContaining("close_notify");
        assertThat(listener.events()).containsExactly("closed");
    }

    /** As a server says it that gives up the handshake (RFC 8446, 6.1); for the JDK's engine then nothing has failed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHandshakeThatTheServerCancelsIsNone(boolean retried) throws Exception {
        openToTheMiddle(retried);
        server.write(HexFormat.of().parseHex(USER_CANCELED + CLOSE_NOTIFY));

        Throwable why = listener.awaitClosed();
        assertThat(listener.events()).containsExactly("closed");
        assertThat(why)
                .isInstanceOf(SSLException.class)
                .hasMessage("the server closed the connection in the TLS handshake");
    }

    /** @param retried behind a HelloRetryRequest of TLS 1.3; else behind the whole flight of TLS 1.2 */
    private void openToTheMiddle(boolean retried) throws Exception {
        open(retried ? "TLSv1.3" : "TLSv1.2");
        if (retried) {
            server.refuse("x25519", "secp256r1", "X25519MLKEM768");
        }
        server.write(server.next());
        server.write(new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateThatTheServerRefusesEndsTheLineInWords(String protocol) throws Exception {
        ofServer = keys.context(new Refusing());
        open(protocol);
        server.engine.setNeedClientAuth(true);
        try {
            server.shakeHands();
        } catch (SSLException e) {
            server.write(server.wrapAll());
        }

        assertThat(listener.awaitClosed()).isInstanceOf(SSLException.class).hasMessageContaining("certificate_unknown");
        // With TLS 1.3 the client is through when it has sent its certificate.
        assertThat(listener.events()).isSubsetOf("opened", "closed");
    }

    @Test
    void keysAreUpdatedAsTheServerWantsIt() throws Exception {
        open("TLSv1.3");
        server.shakeHands();
        assertPacketsGoBothWays();
        for (int i = 2; i < 5; i++) {
            // It wants an update of the client's too.
            server.engine.beginHandshake();
            ByteArrayOutputStream segment = new ByteArrayOutputStream();
            segment.writeBytes(server.wrapAll());
            segment.writeBytes(server.seal(new byte[] {0x40, 2, 0, (byte) i}));
            assertThat(segment.size()).isGreaterThan(50);
            server.write(segment.toByteArray());
            listener.awaitEvent("Puback[packetId=" + i + "]");
            int before = server.records;
            line.send(Packet.PINGREQ, listener);
            assertThat(server.read(2)).containsExactly(0xc0, 0);
            assertThat(server.records - before).as("the update and the packet").isEqualTo(2);
        }
    }

    private static final class Refusing implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("says the test");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** One connection. */
    private static final class Server {
        private final SSLEngine engine;
        private final Socket socket;
        private final ByteBuffer arrived = ByteBuffer.allocate(100_000).flip();
        private final ByteBuffer data = ByteBuffer.allocate(100_000);
        private final List<byte[]> flights = new ArrayList<>();
        private boolean byteByByte;
        private int records;

        Server(SSLContext context, String protocol, Socket socket) throws IOException {
            engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            engine.setEnabledProtocols(new String[] {protocol});
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
        }

        /** Lets it choose no key share of these, which are those that a client brings unasked. */
        void refuse(String... groups) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setAlgorithmConstraints(new Without(Set.of(groups)));
            engine.setSSLParameters(parameters);
        }

        void shakeHands() throws IOException {
            while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING || flights.isEmpty()) {
                write(next());
            }
        }

        /** Reads until the engine has something to say, or is through, and returns what it says. */
        byte[] next() throws IOException {
            if (flights.isEmpty()) {
                engine.beginHandshake();
            }
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> engine.getDelegatedTask().run();
                    case NEED_UNWRAP -> unwrap();
                    case NEED_WRAP -> {
                        byte[] flight = wrapAll();
                        flights.add(flight);
                        return flight;
                    }
                    default -> {
                        return new byte[0];
                    }
                }
            }
        }

        byte[] wrapAll() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                all.writeBytes(seal(new byte[0]));
            }
            return all.toByteArray();
        }

        byte[] seal(byte[] plain) throws IOException {
            ByteBuffer sealed = ByteBuffer.allocate(40_000);
            engine.wrap(ByteBuffer.wrap(plain), sealed);
            return Arrays.copyOf(sealed.array(), sealed.position());
        }

        void write(byte[] bytes) throws IOException {
            if (byteByByte) {
                for (byte each : bytes) {
                    socket.getOutputStream().write(each);
                }
            } else {
                socket.getOutputStream().write(bytes);
            }
        }

        /** What the client sends next, without what is TLS's. */
        byte[] read(int count) throws IOException {
            while (data.position() < count) {
                unwrap();
                // Of the goodbye, and of updates.
                write(wrapAll());
            }
            byte[] read = Arrays.copyOf(data.array(), count);
            data.flip().position(count);
            data.compact();
            return read;
        }

        /** And does not look at it: the JDK's engine would say nothing more with TLS 1.2. */
        void awaitGoodbye() throws IOException {
            if (!arrived.hasRemaining()) {
                fill();
            }
        }

        private void unwrap() throws IOException {
            SSLEngineResult result = engine.unwrap(arrived, data);
            if (result.bytesConsumed() > 0) {
                records++;
            } else if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                fill();
            }
        }

        private void fill() throws IOException {
            arrived.compact();
            int count = socket.getInputStream().read(arrived.array(), arrived.position(), arrived.remaining());
            assertThat(count).as("bytes of the client").isPositive();
            arrived.position(arrived.position() + count).flip();
        }
    }

    private record Without(Set<String> groups) implements AlgorithmConstraints {
        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return !primitives.contains(CryptoPrimitive.KEY_AGREEMENT) || !groups.contains(algorithm);
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
            return permits(primitives, algorithm, parameters);
        }
    }
}
