package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Lines over sockets as they are. After each test every line that it opened has told its end once, after all else, and no
 * thread is left.
 */
abstract class NettyWireRig {

    static final int LIMIT = 1_000;
    static final String PUBACK_1 = "40020001";
    static final String PUBACK_2 = "40020002";

    final ExecutorService workers = Executors.newCachedThreadPool();
    final EventLoops loops = new EventLoops(number -> "loop-of-this-test");
    final RecordingListener listener = new RecordingListener();
    final SocketException cutByTest = new SocketException("cut by the test");
    final Queue<AutoCloseable> opened = new ConcurrentLinkedQueue<>();
    ServerSocket server;

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

    void assertNobodyConnects() throws IOException {
        server.setSoTimeout(500);
        assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        server.setSoTimeout(20_000);
    }

    Line open() {
        return open("tcp");
    }

    Line open(String scheme) {
        return open(scheme, workers);
    }

    Line open(String scheme, Executor executor) {
        return open(uri(scheme), executor, TlsSource.OF_JVM);
    }

    Line open(String serverUri, Executor executor, TlsSource tls) {
        return new NettyWire(loops, executor).open(way(serverUri), options(tls), listener);
    }

    static Way way(String serverUri) {
        return new Way(serverUri, InetAddress.getLoopbackAddress(), null);
    }

    static LineOptions options(TlsSource tls) {
        return options(tls, Duration.ofSeconds(30));
    }

    static LineOptions options(TlsSource tls, Duration connectTimeout) {
        return new LineOptions(
                "GID_test@@@1", connectTimeout, new TransportOptions(tls, true, null, null, ProxyChoice.DIRECT), LIMIT);
    }

    NettyLine line(EventLoop loop, ConnectTurns turns, LineOptions options, LineListener told) {
        return line(loop, turns, way(uri("tcp")), options, told);
    }

    NettyLine line(EventLoop loop, ConnectTurns turns, Way way, LineOptions options, LineListener told) {
        return new NettyLine(
                loop, workers, new Questions<>(workers), new ForeignCalls(workers), turns, way, options, told);
    }

    String uri(String scheme) {
        return scheme + "://127.0.0.1:" + server.getLocalPort();
    }

    Socket accept() throws IOException {
        Socket client = server.accept();
        opened.add(client);
        client.setSoTimeout(20_000);
        return client;
    }

    static void say(Socket client, String hex) throws IOException {
        client.getOutputStream().write(HexFormat.of().parseHex(hex));
    }

    /** Whether the other side has closed, in order or not. */
    static boolean endOf(Socket client) {
        try {
            client.getInputStream().readAllBytes();
            return true;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
