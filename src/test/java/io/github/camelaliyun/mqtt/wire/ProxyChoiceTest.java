package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxyChoiceTest {

    /** As a ProxySelector or an Authenticator of the application may hang; each attempt to connect asks again. */
    @Test
    void oneThatDoesNotAnswerKeepsOneWorker() throws Exception {
        ThreadPoolExecutor workers = (ThreadPoolExecutor) Executors.newCachedThreadPool();
        CountDownLatch answer = new CountDownLatch(1);
        ProxyChoice hangs = serverUri -> {
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ProxyChoice.only(null);
        };
        LineOptions options = new LineOptions(
                "c", Duration.ofSeconds(20), new TransportOptions(TlsSource.OF_JVM, true, null, null, hangs), 1_000);
        try (EventLoops loops = new EventLoops(number -> "loop-" + number)) {
            NettyWire wire = new NettyWire(loops, workers);
            List<CompletableFuture<List<Way>>> found = Stream.generate(() -> wire.find("tcp://localhost:1883", options))
                    .limit(20)
                    .toList();
            await().during(300, MILLISECONDS).until(() -> workers.getActiveCount() == 1);
            answer.countDown();
            for (CompletableFuture<List<Way>> each : found) {
                assertThat(each.get(20, SECONDS)).isNotEmpty();
            }
            assertThat(wire.find("tcp://localhost:1883", options).get(20, SECONDS))
                    .isNotEmpty();
        } finally {
            workers.shutdown();
        }
    }

    /** As in java.net.ProxySelector: one whose name is not known keeps the others from nothing. */
    @Test
    void theProxiesAreAlternativesInTheirOrder() throws Exception {
        List<ProxyServer> proxies = Arrays.asList(
                new ProxyServer(ProxyServer.Kind.HTTP, "no-such-proxy.invalid", 1, null, null),
                new ProxyServer(ProxyServer.Kind.HTTP, "127.0.0.1", 2, null, null),
                null,
                new ProxyServer(ProxyServer.Kind.SOCKS5, "127.0.0.1", 3, null, null));

        assertThat(found("tcp://127.0.0.1:1883", proxies))
                .containsExactly(
                        "through the proxy http://127.0.0.1:2", "127.0.0.1", "through the proxy socks5://127.0.0.1:3");
    }

    @Test
    void whereNoneIsKnownTheFirstIsTold() {
        List<ProxyServer> proxies = List.of(
                new ProxyServer(ProxyServer.Kind.HTTP, "no-such-proxy.invalid", 1, null, null),
                new ProxyServer(ProxyServer.Kind.HTTP, "no-other-proxy.invalid", 1, null, null));

        assertThatThrownBy(() -> found("tcp://127.0.0.1:1883", proxies)).hasMessageContaining("no-such-proxy.invalid");
    }

    private static List<String> found(String serverUri, List<ProxyServer> proxies) throws Exception {
        ExecutorService workers = Executors.newCachedThreadPool();
        LineOptions options = new LineOptions(
                "c",
                Duration.ofSeconds(20),
                new TransportOptions(TlsSource.OF_JVM, true, null, null, uri -> proxies),
                1_000);
        try (EventLoops loops = new EventLoops(number -> "loop-" + number)) {
            return new NettyWire(loops, workers)
                    .find(serverUri, options).get(20, SECONDS).stream()
                            .map(Way::toString)
                            .toList();
        } finally {
            workers.shutdown();
        }
    }
}
