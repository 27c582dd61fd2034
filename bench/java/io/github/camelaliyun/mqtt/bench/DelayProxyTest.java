package io.github.camelaliyun.mqtt.bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class DelayProxyTest {

    private static final Duration ROUND_TRIP = Duration.ofMillis(100);
    private static final byte[] SENT = {1, 2, 3};

    @Test
    void anAnswerComesAfterTheRoundTripAndUnchanged() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                DelayProxy line = DelayProxy.open("tcp://127.0.0.1:" + server.getLocalPort(), ROUND_TRIP)) {
            CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> echo(server));
            URI uri = URI.create(line.uri());
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                long begin = System.nanoTime();
                socket.getOutputStream().write(SENT);

                assertThat(socket.getInputStream().readNBytes(SENT.length)).isEqualTo(SENT);
                assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(ROUND_TRIP.toNanos());
            }
            echo.join();
        }
    }

    @Test
    void withoutARoundTripThereIsNothingBetween() throws Exception {
        try (DelayProxy line = DelayProxy.open("tcp://127.0.0.1:1883", Duration.ZERO)) {
            assertThat(line.uri()).isEqualTo("tcp://127.0.0.1:1883");
        }
    }

    /** Until the other side ends. */
    private static void echo(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
