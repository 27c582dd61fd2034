package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/** A line over WebSocket to a server that speaks it byte by byte (RFC 6455). After each test no thread is left. */
abstract class NettyWireWebSocketRig {

    static final String PUBACK_1 = "40020001";
    static final String PUBACK_2 = "40020002";
    static final int PONG = 0x8a;
    static final int CLOSE = 0x88;
    static final int BINARY = 0x82;

    final ExecutorService workers = Executors.newCachedThreadPool();
    final EventLoops loops = new EventLoops(number -> "loop-of-this-test");
    final RecordingListener listener = new RecordingListener();
    final SocketException cutByTest = new SocketException("cut by the test");
    final Queue<AutoCloseable> opened = new ConcurrentLinkedQueue<>();
    final Properties headers = new Properties();
    Duration limit = Duration.ofSeconds(30);
    ServerSocket server;
    Socket client;
    DataInputStream in;

    /** What the client has asked for, line by line. */
    List<String> request = List.of();

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        server.setSoTimeout(20_000);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        listener.assertInOrder();
        loops.close();
        workers.shutdown();
        assertThat(workers.awaitTermination(20, SECONDS)).isTrue();
        server.close();
        for (AutoCloseable socket : opened) {
            socket.close();
        }
        listener.assertInOrder();
    }

    Line connected() throws Exception {
        Line line = open("");
        accept();
        answer(upgrade());
        listener.awaitEvent("opened");
        return line;
    }

    Line open(String path) {
        String uri = "ws://127.0.0.1:" + server.getLocalPort() + path;
        return new NettyWire(loops, workers)
                .open(
                        new Way(uri, InetAddress.getLoopbackAddress(), null),
                        new LineOptions(
                                "GID_test@@@1",
                                limit,
                                new TransportOptions(TlsSource.OF_JVM, true, null, headers, ProxyChoice.DIRECT),
                                1 << 20),
                        listener);
    }

    void end(Line line) {
        line.cut(cutByTest);
        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    /** Reads the request too. */
    void accept() throws IOException {
        client = server.accept();
        opened.add(client);
        client.setSoTimeout(20_000);
        in = new DataInputStream(client.getInputStream());
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.readUnsignedByte());
        }
        request = List.of(text.toString().split("\r\n"));
    }

    List<String> header(String name) {
        List<String> values = new ArrayList<>();
        for (String line : request) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ": ")) {
                values.add(line.substring(name.length() + 2));
            }
        }
        return values;
    }

    /** RFC 6455, 4.2.2. */
    String upgrade() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((header("sec-websocket-key").get(0) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                        .getBytes(StandardCharsets.US_ASCII));
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n";
    }

    void answer(String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    void say(String hex) throws IOException {
        client.getOutputStream().write(HexFormat.of().parseHex(hex));
    }

    /** The next frame that the client has sent, unmasked, as a client's must be masked (RFC 6455, 5.3). */
    Frame next() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        assertThat(second & 0x80).isEqualTo(0x80);
        long length = second & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes((int) length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Frame(first, payload);
    }

    record Frame(int first, byte[] payload) {}
}
