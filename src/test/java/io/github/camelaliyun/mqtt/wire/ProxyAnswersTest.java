package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static org.assertj.core.api.Assertions.assertThat;

/** What is no proxy of the kind that is set is told apart from one that refuses. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxyAnswersTest {

    @ParameterizedTest
    @CsvSource({
        "SOCKS5,'HTTP/1.1 400 Bad Request\r\n\r\n',the proxy does not connect to the server (what answers there does not"
                + " speak socks5)",
        "SOCKS5,'\u0015\u0003\u0003\u0000\u0002\u0002F',does not speak socks5",
        "SOCKS5,'\u0004\u005b',does not speak socks5",
        "SOCKS5,'\u0005\u00ff',the proxy wants a login",
        "SOCKS5,'\u0005\u0002',the proxy wants a login",
        "HTTP,'\u0005\u00ff\n\n',the proxy does not connect to the server (what answers there does not speak http)",
        "HTTP,'\u0015\u0003\u0003\u0000\u0002\u0002F',does not speak http",
        "HTTP,'HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n',the proxy wants a login",
        "HTTP,'HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n',the proxy does not connect to the server (status: 403 No)"
    })
    void anAnswerThatCannotBeReadIsNoRefusal(ProxyServer.Kind kind, String answer, String told) throws Exception {
        ExecutorService workers = Executors.newCachedThreadPool();
        RecordingListener listener = new RecordingListener();
        InetAddress here = InetAddress.getLoopbackAddress();
        try (EventLoops loops = new EventLoops(number -> "loop-" + number);
                ServerSocket server = new ServerSocket(0, 5, here)) {
            ProxyServer proxy = new ProxyServer(kind, "127.0.0.1", server.getLocalPort(), null, null);
            new NettyWire(loops, workers)
                    .open(
                            new Way("tcp://broker:1883", here, proxy),
                            new LineOptions("c", Duration.ofSeconds(20), TransportOptions.DEFAULTS, 1_000),
                            listener);
            try (Socket client = server.accept()) {
                assertThat(client.getInputStream().read(new byte[1_000])).isPositive();
                client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                client.shutdownOutput();
                assertThat(listener.awaitClosed())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(told);
            }
        }
        workers.shutdown();
    }
}
