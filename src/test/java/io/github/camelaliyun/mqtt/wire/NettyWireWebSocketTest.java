package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
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

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** With a server that speaks WebSocket byte by byte (RFC 6455). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireWebSocketTest {

    private static final String PUBACK_1 = "40020001";
    private static final String PUBACK_2 = "40020002";
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;
    private static final int CLOSE = 0x88;
    private static final int BINARY = 0x82;

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final EventLoops loops = new EventLoops(number -> "loop-of-this-test");
    private final RecordingListener listener = new RecordingListener();
    private final SocketException cutByTest = new SocketException("cut by the test");
    private final Queue<AutoCloseable> opened = new ConcurrentLinkedQueue<>();
    private final Properties headers = new Properties();
    private Duration limit = Duration.ofSeconds(30);
    private ServerSocket server;
    private Socket client;
    private DataInputStream in;
    /** What the client has asked for, line by line. */
    private List<String> request = List.of();

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

    @Test
    void packetsAndFramesNeedNotBeginTogether() throws Exception {
        Line line = connected();
        say("8203" + "400200" + "8200" + "8206" + "01" + PUBACK_2 + "d0" + "8201" + "00");
        listener.awaitEvent("Pingresp[]");
        assertThat(listener.events())
                .containsExactly("opened", "Puback[packetId=1]", "Puback[packetId=2]", "Pingresp[]");
        end(line);
    }

    @Test
    void fragmentsWithAPingBetweenThemAreOneStream() throws Exception {
        Line line = connected();
        say("0203" + "400200" + "8903" + "010203" + "0001" + "01" + "8000");
        listener.awaitEvent("Puback[packetId=1]");
        Frame pong = next();
        assertThat(pong.first()).isEqualTo(PONG);
        assertThat(pong.payload()).containsExactly(1, 2, 3);
        end(line);
    }

    @Test
    void aMessageLargerThanAFrameOfTheDecoderArrives() throws Exception {
        Line line = connected();
        byte[] packet = PacketBytes.encode(new Packet.Publish("test/a", new byte[900_000], 1, false, false, 5));
        ByteBuffer frame = ByteBuffer.allocate(10 + packet.length);
        frame.put((byte) BINARY).put((byte) 127).putLong(packet.length).put(packet);
        client.getOutputStream().write(frame.array());
        await().atMost(20, SECONDS).until(() -> listener.events().size() == 2);
        assertThat(listener.events().get(1)).contains("topic=test/a", "900000 bytes");
        end(line);
    }

    @Test
    void aTextFrameIsRefused() throws Exception {
        connected();
        say("8102" + "d000");

        assertThat(listener.awaitClosed())
                .isInstanceOf(MalformedPacketException.class)
                .hasMessage("a WebSocket frame with text (6.0.0-1)");
        Frame close = next();
        assertThat(close.first()).isEqualTo(CLOSE);
        assertThat(close.payload()).startsWith(0x03, 0xeb);
        assertThat(listener.events()).containsExactly("opened", "closed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8380", "8204" + PUBACK_1 + "c202d000", "0002d000", "897e0080", "8282" + "00000000" + "d000"})
    void whatIsNoFrameIsRefused(String hex) throws Exception {
        connected();
        say(hex);

        assertThat(listener.awaitClosed())
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("WebSocket");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8800 | WebSocket close code none | 8880",
                "880203e8 | WebSocket close code 1000 | 03e8",
                "8805 03f1 627965 | WebSocket close code 1009, bye | 03f1",
                "8808 0fa0 e6b688e681af | WebSocket close code 4000, 消息 | 0fa0"
            })
    void theCloseCodeOfTheServerIsTheCauseAndIsSentBack(String frame, String cause, String back) throws Exception {
        connected();
        say("8204" + PUBACK_1 + frame.replace(" ", ""));

        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class).hasMessage(cause);
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "closed");
        Frame close = next();
        assertThat(close.first()).isEqualTo(CLOSE);
        assertThat(HexFormat.of().formatHex(close.payload())).isEqualTo(back.equals("8880") ? "" : back);
    }

    /** A gateway may say what it was asked with. */
    @Test
    void ofTheServersWordsForItsCloseNothingIsToldWhereTheAddressHasAQuery() throws Exception {
        open("/mqtt?token=secret");
        accept();
        answer(upgrade());
        listener.awaitEvent("opened");
        // "secret"
        say("8808" + "0fa0" + "736563726574");

        assertThat(listener.awaitClosed()).hasMessage("WebSocket close code 4000");
    }

    /** MQTT 3.1.1, 3.1.2.10: the server behind a gateway that speaks WebSocket may be dead while the gateway pings. */
    @Test
    void pingsAreNoSignOfLifeOfMqtt() throws Exception {
        Line line = connected();
        int before = listener.heardSoFar();
        for (int i = 0; i < 3; i++) {
            say("8903" + "010203");
            assertThat(next().first()).isEqualTo(PONG);
        }
        say("8a00");
        assertThat(listener.heardSoFar()).isEqualTo(before);

        say("8201" + "40");
        await().atMost(20, SECONDS).until(() -> listener.heardSoFar() > before);
        end(line);
    }

    @Test
    void whatHasComeInAPauseIsGivenBeforeTheClose() throws Exception {
        Line line = connected();
        line.pause();
        say("8204" + PUBACK_1 + "8204" + PUBACK_2 + "880203e8");
        assertThat(next().first()).isEqualTo(CLOSE);

        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class).hasMessage("WebSocket close code 1000");
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "Puback[packetId=2]", "closed");
    }

    @Test
    void finishingSaysCloseBehindAllThatWasGiven() throws Exception {
        Line line = connected();
        line.send(Packet.DISCONNECT, listener);
        line.finish();

        assertThat(next().payload()).containsExactly(0xe0, 0);
        Frame close = next();
        assertThat(close.first()).isEqualTo(CLOSE);
        assertThat(close.payload()).startsWith(0x03, 0xe8);
        line.finish();
        say("8900" + "880203e8");
        // Nothing follows it, neither another one nor a PONG (RFC 6455, 5.5.1).
        assertThat(in.read()).isNegative();
        client.close();
        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "404 Not Found,'check the path of the address (it was /mqtt?...), and that a WebSocket server'",
        "302 Found,'check the path of the address (it was /mqtt?...), and that a WebSocket server'",
        "200 OK,check the path of the address (it was /mqtt?...)",
        "400 Bad Request,check the path of the address (it was /mqtt?...)",
        "401 Unauthorized,'it wants a login, or refuses the one that it got: check customWebSocketHeaders, the query, and the"
                + " path of the address (it was /mqtt?...)'",
        "403 Forbidden,'it wants a login, or refuses the one that it got: check customWebSocketHeaders'",
        "500 Internal Server Error,'the server, or a gateway before it, is not ready'",
        "502 Bad Gateway,'the server, or a gateway before it, is not ready'",
        "503 Service Unavailable,'the server, or a gateway before it, is not ready: check that both run'"
    })
    void theStatusOfAnAnswerThatIsNoUpgradeIsTheCause(String status, String cure) throws Exception {
        open("/mqtt?token=secret");
        accept();
        answer("HTTP/1.1 " + status + "\r\nLocation: http://127.0.0.1/\r\nContent-Length: 2\r\n\r\nno");

        assertThat(listener.awaitClosed())
                .isInstanceOf(IOException.class)
                // Which would be told as a network connection that broke.
                .isNotInstanceOf(SocketException.class)
                .hasMessageContaining("HTTP " + status + ": " + cure)
                .hasMessageNotContaining("secret");
        assertThat(listener.events()).containsExactly("closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"302 Found\r\nSet-Cookie: ", "404 "})
    void anAnswerThatIsTooLongIsHttpAllTheSame(String begin) throws Exception {
        open("");
        accept();
        answer("HTTP/1.1 " + begin + "x".repeat(9_000) + "\r\nContent-Length: 0\r\n\r\n");

        assertThat(listener.awaitClosed())
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the server answered the WebSocket handshake with a status line over 4 KiB or headers over 8"
                                + " KiB: check the path of the address (it was /mqtt), and that a WebSocket server for MQTT"
                                + " listens there");
    }

    /** It may say what it was asked for, with the query; and whoever tells the cause cuts it. */
    @ParameterizedTest
    @ValueSource(strings = {"of /mqtt?token=secret", "xxx"})
    void ofTheServersWordsForItsStatusNothingIsTold(String words) throws Exception {
        open("/mqtt?token=secret");
        accept();
        answer("HTTP/1.1 404 " + words.repeat(100) + "\r\nContent-Length: 0\r\n\r\n");

        assertThat(listener.awaitClosed())
                .hasMessageContaining("HTTP 404 Not Found: check the path of the address")
                .hasMessageNotContaining("secret")
                .satisfies(told -> assertThat(told.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void whatIsNotHttpIsTheCause() throws Exception {
        open("");
        accept();
        client.getOutputStream().write(HexFormat.of().parseHex("20020005" + "0a".repeat(10)));
        client.shutdownOutput();

        assertThat(listener.awaitClosed()).isInstanceOf(IOException.class);
        assertThat(listener.events()).containsExactly("closed");
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Accept,bm8=",
        "Sec-WebSocket-Accept,",
        "Sec-WebSocket-Protocol,",
        "Sec-WebSocket-Protocol,amqp",
        "Upgrade,h2c"
    })
    void anUpgradeThatBreaksARuleIsRefused(String header, String value) throws Exception {
        open("");
        accept();
        String upgrade = upgrade().replaceAll(header + ": .*\r\n", value == null ? "" : header + ": " + value + "\r\n");
        answer(upgrade);

        assertThat(listener.awaitClosed())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketException.class)
                .hasMessageStartingWith("the WebSocket handshake failed: ");
        assertThat(listener.events()).containsExactly("closed");
    }

    @Test
    void anUpgradeMayComeLateAndInPieces() throws Exception {
        limit = Duration.ofSeconds(20);
        Line line = open("");
        accept();
        String upgrade = upgrade();
        await().during(1_000, MILLISECONDS)
                .atMost(10, SECONDS)
                .until(() -> listener.events().isEmpty());
        for (int at = 0; at < upgrade.length(); at += 7) {
            answer(upgrade.substring(at, Math.min(upgrade.length(), at + 7)));
        }
        listener.awaitEvent("opened");
        // Bytes of the handshake are nobody's.
        assertThat(listener.heardSoFar()).isZero();
        assertThat(listener.idlesSoFar()).isLessThanOrEqualTo(1);
        end(line);
    }

    @Test
    void theLimitOfTheOpeningEndsNoLineThatIsOpen() throws Exception {
        limit = Duration.ofSeconds(3);
        Line line = connected();
        await().during(limit.plusMillis(500))
                .atMost(20, SECONDS)
                .until(() -> listener.events().equals(List.of("opened")));
        end(line);
    }

    @Test
    void anUpgradeThatDoesNotComeEndsTheLineInTime() throws Exception {
        limit = Duration.ofMillis(500);
        open("");
        accept();
        answer("HTTP/1.1 101 Switching Protocols\r\n");

        assertThat(listener.awaitClosed())
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("the WebSocket handshake did not end within 500 ms");
    }

    @Test
    void pathQueryHostAndSubprotocolArrive() throws Exception {
        Line line = open("/a/b%20c?d=e/f&g=%2F");
        accept();
        answer(upgrade());
        listener.awaitEvent("opened");

        assertThat(request.get(0)).isEqualTo("GET /a/b%20c?d=e/f&g=%2F HTTP/1.1");
        assertThat(header("host")).containsExactly("127.0.0.1:" + server.getLocalPort());
        assertThat(header("sec-websocket-protocol")).containsExactly("mqtt");
        assertThat(header("sec-websocket-version")).containsExactly("13");
        assertThat(header("sec-websocket-extensions")).isEmpty();
        end(line);
    }

    @Test
    void thePathIsTheUsualOneWhereNoneIsWritten() throws Exception {
        Line line = connected();
        assertThat(request.get(0)).isEqualTo("GET /mqtt HTTP/1.1");
        end(line);
    }

    @Test
    void headersOfOnesOwnArrive() throws Exception {
        headers.setProperty("Authorization", "Bearer abc");
        headers.setProperty("X-Test", "one, two");
        headers.setProperty("Host", "other.example.com");
        Line line = connected();

        assertThat(header("authorization")).containsExactly("Bearer abc");
        assertThat(header("x-test")).containsExactly("one, two");
        assertThat(header("host")).containsExactly("other.example.com");
        end(line);
    }

    @Test
    void whatComesRightBehindTheUpgradeArrives() throws Exception {
        Line line = open("");
        accept();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(upgrade().getBytes(StandardCharsets.US_ASCII));
        both.writeBytes(HexFormat.of().parseHex("8204" + PUBACK_1));
        client.getOutputStream().write(both.toByteArray());

        listener.awaitEvent("Puback[packetId=1]");
        end(line);
    }

    /** What a server takes in one frame by default (netty-codec-http), and not every one puts fragments together. */
    @ParameterizedTest
    @CsvSource({"5,60000", "5000,10", "1,1000000", "300,65500", "2,65524", "1,65536"})
    void noFrameThatIsSentIsLargerThanAServerTakesAndEachIsWhole(int count, int size) throws Exception {
        Line line = connected();
        byte[] payload = new byte[size];
        payload[size - 1] = 7;
        long expected = 0;
        for (int i = 0; i < count; i++) {
            Packet packet = new Packet.Publish("test/a", payload, 1, false, false, 1 + i);
            expected += Outbound.size(packet);
            assertThat(line.send(packet)).isTrue();
        }
        PacketBytes packets = new PacketBytes(Integer.MAX_VALUE);
        int arrived = 0;
        for (long left = expected; left > 0; ) {
            Frame frame = next();
            assertThat(frame.first()).isEqualTo(BINARY);
            assertThat(frame.payload()).hasSizeBetween(1, 65_536);
            left -= frame.payload().length;
            for (Packet packet : packets.decode(frame.payload())) {
                assertThat(((Packet.Publish) packet).packetId()).isEqualTo(++arrived);
                assertThat(((Packet.Publish) packet).payload()).isEqualTo(payload);
            }
        }
        packets.close();
        assertThat(arrived).isEqualTo(count);
        end(line);
    }

    @Test
    void aServerThatPingsAndNeverReadsMakesNoMemoryGrow() throws Exception {
        Line line = connected();
        line.send(new Packet.Publish("test/a", new byte[16 << 20], 0, false, false, 0));
        // Its beginning has arrived, so that it has its own memory.
        assertThat(in.readUnsignedByte()).isEqualTo(BINARY);
        long before = memory();
        ByteArrayOutputStream pings = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            pings.write(PING);
            pings.write(125);
            pings.writeBytes(new byte[125]);
        }
        for (int i = 0; i < 300; i++) {
            client.getOutputStream().write(pings.toByteArray());
        }
        say("8204" + PUBACK_1);
        listener.awaitEvent("Puback[packetId=1]");

        assertThat(memory() - before).isLessThan(16 << 20);
        end(line);
    }

    /** Of the network's buffers. */
    private static long memory() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory();
    }

    private Line connected() throws Exception {
        Line line = open("");
        accept();
        answer(upgrade());
        listener.awaitEvent("opened");
        return line;
    }

    private Line open(String path) {
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

    private void end(Line line) {
        line.cut(cutByTest);
        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    /** Reads the request too. */
    private void accept() throws IOException {
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

    private List<String> header(String name) {
        List<String> values = new ArrayList<>();
        for (String line : request) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ": ")) {
                values.add(line.substring(name.length() + 2));
            }
        }
        return values;
    }

    /** RFC 6455, 4.2.2. */
    private String upgrade() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((header("sec-websocket-key").get(0) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                        .getBytes(StandardCharsets.US_ASCII));
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n";
    }

    private void answer(String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void say(String hex) throws IOException {
        client.getOutputStream().write(HexFormat.of().parseHex(hex));
    }

    /** The next frame that the client has sent, unmasked, as a client's must be masked (RFC 6455, 5.3). */
    private Frame next() throws IOException {
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

    private record Frame(int first, byte[] payload) {}
}
