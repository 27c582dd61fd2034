package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/** A line in the handshake of TLS, and a server that chooses what goes into which segment. */
abstract class HandshakeEngineRig {

    static final InetAddress LOCALHOST = InetAddress.getLoopbackAddress();
    static final byte[] PUBACK_1 = {0x40, 2, 0, 1};
    static final String PUBACK_1_TOLD = "Puback[packetId=1]";
    static LocalhostKeys keys;

    final ExecutorService workers = Executors.newCachedThreadPool();
    final EventLoops loops = new EventLoops(number -> "loop-" + number);
    final NettyWire wire = new NettyWire(loops, workers);
    RecordingListener listener = new RecordingListener();
    ServerSocket listening;
    SSLContext ofServer;
    SSLContext ofClient;
    Line line;
    HandshakeServer server;

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

    void open(String protocol) throws Exception {
        line = wire.open(
                new Way("ssl://127.0.0.1:" + listening.getLocalPort(), LOCALHOST, null),
                new LineOptions(
                        "GID_test@@@1",
                        Duration.ofSeconds(20),
                        new TransportOptions(() -> ofClient, true, null, null, ProxyChoice.DIRECT),
                        1_000),
                listener);
        server = new HandshakeServer(ofServer, protocol, listening.accept());
    }

    void assertPacketsGoBothWays() throws IOException {
        listener.awaitEvent("opened");
        line.send(Packet.PINGREQ, listener);
        assertThat(server.read(2)).containsExactly(0xc0, 0);
        server.write(server.seal(PUBACK_1));
        listener.awaitEvent(PUBACK_1_TOLD);
    }
}
