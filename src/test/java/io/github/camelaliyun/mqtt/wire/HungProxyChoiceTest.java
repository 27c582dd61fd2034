package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HungProxyChoiceTest {

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
            return null;
        };
        LineOptions options = new LineOptions(
                "c", Duration.ofSeconds(20), new TransportOptions(TlsSource.OF_JVM, true, null, null, hangs), 1_000);
        try (EventLoops loops = new EventLoops(number -> "loop-" + number)) {
            NettyWire wire = new NettyWire(loops, workers);
            List<CompletableFuture<List<Way>>> found = Stream.generate(() -> wire.find("tcp://localhost:1883", options))
                    .limit(20)
                    .toList();
            Thread.sleep(300);
            assertThat(workers.getActiveCount()).isEqualTo(1);
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
}
