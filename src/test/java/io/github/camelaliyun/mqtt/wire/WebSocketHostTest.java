package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static org.assertj.core.api.Assertions.assertThat;

/** Hosts that an address may have, and what the WebSocket handshake makes of them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebSocketHostTest {

    @ParameterizedTest
    @CsvSource({
        "mqtt_broker,mqtt_broker",
        "a.b_c.d,a.b_c.d",
        "localhost,localhost",
        "10.0.0.1,10.0.0.1",
        "[::1],[::1]",
        "[fe80::1%eth0],[fe80::1]",
        "[fe80::1%br-12ab],[fe80::1]"
    })
    void theHandshakeIsSent(String host, String sent) throws Exception {
        ExecutorService workers = Executors.newCachedThreadPool();
        RecordingListener listener = new RecordingListener();
        try (EventLoops loops = new EventLoops(number -> "loop-" + number);
                ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Line line = new NettyWire(loops, workers)
                    .open(
                            new Way(
                                    "ws://" + host + ":" + server.getLocalPort() + "/mqtt?a=%20",
                                    InetAddress.getLoopbackAddress(),
                                    null),
                            new LineOptions("c", Duration.ofSeconds(20), TransportOptions.DEFAULTS, 1_000),
                            listener);
            try (Socket client = server.accept()) {
                byte[] bytes = new byte[5_000];
                int count = client.getInputStream().read(bytes);
                assertThat(count).as("the request").isPositive();
                List<String> request = List.of(new String(bytes, 0, count, StandardCharsets.US_ASCII)
                        .toLowerCase()
                        .split("\r\n"));
                assertThat(request)
                        .contains("get /mqtt?a=%20 http/1.1", "host: " + sent + ":" + server.getLocalPort())
                        .noneMatch(header -> header.startsWith("origin:"));
            }
            line.cut(new SocketException("cut by the test"));
            listener.awaitClosed();
        }
        workers.shutdown();
    }
}
