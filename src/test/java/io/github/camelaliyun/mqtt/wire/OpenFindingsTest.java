package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/** Findings without a mend: each test fails. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenFindingsTest {

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final EventLoops loops = new EventLoops(number -> "loop-" + number);
    private final RecordingListener listener = new RecordingListener();
    private final ProxySelector usual = ProxySelector.getDefault();

    @AfterEach
    void end() {
        ProxySelector.setDefault(usual);
        loops.close();
        workers.shutdown();
    }

    private static LineOptions options(ProxyChoice proxies) {
        return new LineOptions(
                "c",
                Duration.ofSeconds(5),
                new TransportOptions(TlsSource.OF_JVM, true, null, null, proxies),
                1_000);
    }

    /** RFC 9110, 9.3.6 and 15.2: any 2xx is a tunnel, and a 1xx before it is skipped. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 201 Created\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n"
            })
    void aProxyThatSaysYesIsPassed(String answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Line line = new NettyWire(loops, workers)
                    .open(
                            new Way(
                                    "tcp://mq.example.com:1883",
                                    InetAddress.getLoopbackAddress(),
                                    new ProxyServer(
                                            ProxyServer.Kind.HTTP, "localhost", server.getLocalPort(), null, null)),
                            options(ProxyChoice.DIRECT),
                            listener);
            try (Socket client = server.accept()) {
                assertThat(client.getInputStream().read(new byte[5_000])).isPositive();
                client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(1_000);
                line.cut(new SocketException("cut by the test"));
                listener.awaitClosed();
                assertThat(listener.events()).containsExactly("opened", "closed");
            }
        }
    }

    /** A list of a ProxySelector is of alternatives, in their order; what fails is told to it (java.net.ProxySelector). */
    @Test
    void theProxiesOfASelectorAreAlternatives() throws Exception {
        List<SocketAddress> failed = new ArrayList<>();
        try (ServerSocket live = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int dead;
            try (ServerSocket closed = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                dead = closed.getLocalPort();
            }
            ProxySelector.setDefault(new ProxySelector() {
                @Override
                public List<Proxy> select(URI uri) {
                    return List.of(
                            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("127.0.0.1", dead)),
                            new Proxy(
                                    Proxy.Type.HTTP,
                                    InetSocketAddress.createUnresolved("127.0.0.1", live.getLocalPort())));
                }

                @Override
                public void connectFailed(URI uri, SocketAddress address, IOException cause) {
                    failed.add(address);
                }
            });
            List<Way> ways = new NettyWire(loops, workers)
                    .find("tcp://mq.example.com:1883", options(new JvmProxies()))
                    .get(20, SECONDS);
            assertThat(ways).extracting(way -> way.proxy().port()).containsExactly(dead, live.getLocalPort());
        }
    }

    /** MQTT 3.1.1, 3.1.2.10: what is behind a gateway that speaks WebSocket may be dead while the gateway pings. */
    @Test
    void aPingOfTheWebSocketIsNoSignOfLifeOfMqtt() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Line line = new NettyWire(loops, workers)
                    .open(
                            new Way(
                                    "ws://localhost:" + server.getLocalPort() + "/mqtt",
                                    InetAddress.getLoopbackAddress(),
                                    null),
                            options(ProxyChoice.DIRECT),
                            listener);
            try (Socket client = server.accept()) {
                byte[] bytes = new byte[5_000];
                String request = new String(
                        bytes, 0, client.getInputStream().read(bytes), StandardCharsets.US_ASCII);
                Matcher key = Pattern.compile("(?i)sec-websocket-key: (\\S+)").matcher(request);
                assertThat(key.find()).isTrue();
                byte[] hash = MessageDigest.getInstance("SHA-1")
                        .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                .getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream()
                        .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                        + "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: "
                                        + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                listener.awaitEvent("opened");
                int before = listener.heardSoFar();
                for (int i = 0; i < 3; i++) {
                    client.getOutputStream().write(new byte[] {(byte) 0x89, 0});
                    assertThat(client.getInputStream().read(bytes)).as("the pong").isEqualTo(6);
                }
                int after = listener.heardSoFar();
                line.cut(new SocketException("cut by the test"));
                listener.awaitClosed();
                assertThat(after).isEqualTo(before);
            }
        }
    }
}
