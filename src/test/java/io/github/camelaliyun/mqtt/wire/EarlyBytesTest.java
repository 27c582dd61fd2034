package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes right behind the answer of a proxy is not of the server: with TLS it would be taken for what TLS protects. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EarlyBytesTest {

    @ParameterizedTest
    @CsvSource({
        "200 OK,' ',bytes before CONNECT was sent",
        "200 OK,' \u0002',bytes before CONNECT was sent",
        "200 OK,' \u0002\u0000\u0000',bytes before CONNECT was sent",
        "403 Forbidden,'HTTP/1.1 200 OK',403 Forbidden"
    })
    void bytesBeforeTheLineIsOpenEndIt(String status, String behind, String reason) throws Exception {
        ExecutorService workers = Executors.newCachedThreadPool();
        RecordingListener listener = new RecordingListener();
        try (EventLoops loops = new EventLoops(number -> "loop-" + number);
                ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            new NettyWire(loops, workers)
                    .open(
                            new Way(
                                    "tcp://mq.example.com:1883",
                                    InetAddress.getLoopbackAddress(),
                                    new ProxyServer(
                                            ProxyServer.Kind.HTTP, "localhost", server.getLocalPort(), null, null)),
                            new LineOptions("c", Duration.ofSeconds(20), TransportOptions.DEFAULTS, 1_000),
                            listener);
            try (Socket client = server.accept()) {
                assertThat(client.getInputStream().read(new byte[5_000])).isPositive();
                client.getOutputStream()
                        .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n" + behind)
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(listener.awaitClosed()).hasMessageContaining(reason);
                assertThat(listener.events()).containsExactly("closed");
            }
        }
        workers.shutdown();
    }
}
