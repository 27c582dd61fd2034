package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxyChoiceTest {

    private final ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newCachedThreadPool();

    @AfterEach
    void noThreadIsLeft() throws Exception {
        threads.shutdown();
        assertThat(threads.awaitTermination(20, SECONDS)).isTrue();
    }

    /** As a ProxySelector or an Authenticator of the application may hang; each attempt to connect asks again. */
    @Test
    void oneThatDoesNotAnswerKeepsOneWorker() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        ProxyChoice hangs = serverUri -> {
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ProxyChoice.only(null);
        };
        LineOptions options = options(hangs);
        try (EventLoops loops = new EventLoops(number -> "loop-" + number)) {
            NettyWire wire = new NettyWire(loops, threads);
            List<CompletableFuture<List<Way>>> found = Stream.generate(() -> wire.find("tcp://localhost:1883", options))
                    .limit(20)
                    .toList();
            await().during(300, MILLISECONDS).until(() -> threads.getActiveCount() == 1);
            answer.countDown();
            for (CompletableFuture<List<Way>> each : found) {
                assertThat(each.get(20, SECONDS)).isNotEmpty();
            }
            assertThat(wire.find("tcp://localhost:1883", options).get(20, SECONDS))
                    .isNotEmpty();
        }
    }

    /** As in java.net.ProxySelector; each is looked up for itself. */
    @Test
    void theProxiesAreAlternativesInTheirOrder() throws Exception {
        List<ProxyServer> proxies =
                Arrays.asList(http("slow.example"), http("none.example"), http("proxy.example"), null);
        CountDownLatch never = new CountDownLatch(1);
        try (EventLoops loops = new EventLoops(number -> "loop-" + number)) {
            NameLookup names = new NameLookup(threads, host -> {
                if (host.equals("slow.example")) {
                    awaitLatch(never);
                }
                if (host.equals("none.example")) {
                    throw new UnknownHostException(host);
                }
                return new InetAddress[] {address(1), address(2)};
            });
            NettyWire wire = new NettyWire(loops, threads, names, new ConnectTurns(1));
            List<Way> ways = wire.find("tcp://broker.example:1883", options(uri -> proxies))
                    .get(20, SECONDS);
            assertThat(ways).extracting(Way::proxy).isEqualTo(proxies);
            List<CompletableFuture<List<Way>>> found =
                    ways.stream().map(wire::lookUp).toList();

            assertThat(found.get(3).get(20, SECONDS))
                    .containsExactly(
                            new Way("tcp://broker.example:1883", address(1), null),
                            new Way("tcp://broker.example:1883", address(2), null));
            assertThat(found.get(2).get(20, SECONDS))
                    .containsExactly(
                            new Way("tcp://broker.example:1883", address(1), proxies.get(2)),
                            new Way("tcp://broker.example:1883", address(2), proxies.get(2)));
            assertThatThrownBy(() -> found.get(1).get(20, SECONDS))
                    .hasMessageContaining("the proxy's host name none.example is not known");
            assertThat(found.get(0)).isNotDone();
        } finally {
            never.countDown();
        }
    }

    /** As a limit that has passed, at every attempt. */
    @Test
    void aLookUpThatIsGivenUpIsNotKept() {
        CountDownLatch never = new CountDownLatch(1);
        try (EventLoops loops = new EventLoops(number -> "loop-" + number)) {
            NameLookup names = new NameLookup(threads, host -> {
                awaitLatch(never);
                throw new UnknownHostException(host);
            });
            NettyWire wire = new NettyWire(loops, threads, names, new ConnectTurns(1));
            List<WeakReference<CompletableFuture<List<Way>>>> given = Stream.of(http("proxy.example"), null)
                    .map(proxy -> {
                        CompletableFuture<List<Way>> found =
                                wire.lookUp(new Way("tcp://broker.example:1883", null, proxy));
                        found.completeExceptionally(new SocketTimeoutException("says the test"));
                        return new WeakReference<>(found);
                    })
                    .toList();

            // Before the resolver is given up by awaitLatch.
            await().atMost(10, SECONDS).untilAsserted(() -> {
                System.gc();
                assertThat(given).allSatisfy(found -> assertThat(found.get()).isNull());
            });
        } finally {
            never.countDown();
        }
    }

    private static ProxyServer http(String host) {
        return new ProxyServer(ProxyServer.Kind.HTTP, host, 3128, null, null);
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static LineOptions options(ProxyChoice proxies) {
        return new LineOptions(
                "c", Duration.ofSeconds(20), new TransportOptions(TlsSource.OF_JVM, true, null, null, proxies), 1_000);
    }
}
