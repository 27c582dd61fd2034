package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import io.github.camelaliyun.mqtt.kit.FreePort;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Shares in the one sandbox of the JVM. */
class SandboxLeaseIT {

    private static final String CLIENT_ID = "GID_test@@@lease";
    private static final long PATIENCE_SECONDS = 60;

    @Test
    void firstStartsAndLastEndsIt() {
        SandboxLease first = SandboxLease.take(options(0, "key", "secret"));
        Sandbox sandbox = first.sandbox();
        URI endpoint = sandbox.tcp();
        SandboxLease second = SandboxLease.take(options(0, "key", "secret"));
        assertThat(second.sandbox()).isSameAs(sandbox);

        first.close();
        first.close();
        assertOpen(endpoint);

        second.close();
        assertClosed(endpoint);
        assertThatThrownBy(sandbox::connectedClients).hasMessageContaining("closed");

        try (SandboxLease next = SandboxLease.take(options(0, "key", "secret"))) {
            assertThat(next.sandbox()).isNotSameAs(sandbox);
        }
    }

    @Test
    void takersAtTheSameTimeGetOneSandboxAndTheLastOfThemEndsIt() throws Exception {
        int takers = 8;
        List<SandboxLease> leases = together(takers, () -> SandboxLease.take(options(0, "key", "secret")));
        Sandbox sandbox = leases.get(0).sandbox();
        assertThat(leases).allSatisfy(lease -> assertThat(lease.sandbox()).isSameAs(sandbox));
        URI endpoint = sandbox.tcp();

        CountDownLatch closing = new CountDownLatch(takers - 1);
        leases.subList(1, takers).forEach(lease -> {
            lease.close();
            closing.countDown();
        });
        assertOpen(endpoint);
        leases.get(0).close();

        assertThat(closing.getCount()).isZero();
        assertClosed(endpoint);
    }

    @Test
    void startThatFailsLeavesNothingAndTheNextOneMayTryAgain() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            SandboxOptions blocked = options(taken.getLocalPort(), "key", "secret");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> SandboxLease.take(blocked))
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessageContaining("port " + taken.getLocalPort());
            }
            // One of several that wait for the same start tells why; no one hangs, and no one gets what there is not.
            assertThatThrownBy(() -> together(4, () -> SandboxLease.take(blocked)))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InvalidSettingException.class);
            try (SandboxLease lease = SandboxLease.take(options(0, "key", "secret"))) {
                assertOpen(lease.sandbox().tcp());
            }
        }
    }

    @Test
    void whoWantsTheSamePortWaitsForTheEndOfTheLast() throws Exception {
        int port = FreePort.choose();
        SandboxLease last = SandboxLease.take(options(port, "key", "secret"));
        Sandbox ending = last.sandbox();
        assertThat(ending.tcp().getPort()).isEqualTo(port);
        Thread end = new Thread(last::close, "lease-close");
        FutureTask<SandboxLease> next = new FutureTask<>(() -> SandboxLease.take(options(port, "key", "secret")));
        Thread taker = new Thread(next, "lease-take");
        // Whoever holds the monitor keeps the close from its end.
        synchronized (ending) {
            end.start();
            await().pollInSameThread().until(() -> end.getState() == Thread.State.BLOCKED);
            taker.start();
            await().pollInSameThread().until(() -> next.isDone() || taker.getState() == Thread.State.WAITING);
            assertThat(next.isDone()).isFalse();
        }
        try (SandboxLease lease = next.get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            assertThat(lease.sandbox()).isNotSameAs(ending);
            assertThat(lease.sandbox().tcp().getPort()).isEqualTo(port);
        }
        end.join();
        assertClosed(URI.create("tcp://127.0.0.1:" + port));
    }

    /** Ending one takes seconds; meanwhile another one can be lent, taken and given back. */
    @Test
    void endOfTheLastShareKeepsNobodyElseWaiting() throws Exception {
        SandboxLease last = SandboxLease.take(options(0, "key", "secret"));
        Sandbox ending = last.sandbox();
        Sandbox lent = SharedSandbox.get();
        Thread end = new Thread(last::close, "lease-close");
        // Whoever holds the monitor keeps the close from its end.
        synchronized (ending) {
            end.start();
            await().pollInSameThread().until(() -> end.getState() == Thread.State.BLOCKED);

            inTime(() -> {
                SandboxLease.lend(lent);
                try (SandboxLease lease = SandboxLease.take(options(0, "key", "secret"))) {
                    assertThat(lease.sandbox()).isSameAs(lent);
                } finally {
                    SandboxLease.takeBack(lent);
                }
                return null;
            });
        }
        end.join();
        assertClosed(ending.tcp());
    }

    @Test
    void lentSandboxIsTheOneOfTheJvmUntilItIsTakenBackAndTheLatestGoesFirst() {
        try (SandboxLease own = SandboxLease.take(options(0, "key", "secret"));
                Sandbox earlier = Sandbox.start(options(0, "key", "secret"));
                Sandbox later = Sandbox.start(options(0, "key", "secret"))) {
            SandboxLease.lend(earlier);
            SandboxLease.lend(later);
            SandboxLease onLater = SandboxLease.take(options(0, "key", "secret"));
            assertThat(onLater.sandbox()).isSameAs(later);

            // Not in the order in which they were lent.
            SandboxLease.takeBack(earlier);
            assertThat(take()).isSameAs(later);
            SandboxLease.takeBack(later);
            SandboxLease.takeBack(later);
            assertThat(take()).isSameAs(own.sandbox());

            // Who lent it ends it.
            onLater.close();
            assertOpen(later.tcp());
            assertOpen(own.sandbox().tcp());
        }
    }

    private static Sandbox take() {
        try (SandboxLease lease = SandboxLease.take(options(0, "key", "secret"))) {
            return lease.sandbox();
        }
    }

    @Test
    void everyShareBringsItsAccountAndParentTopics() throws Exception {
        SandboxOptions other =
                new SandboxOptions(0, false, "other", "its-secret", "post-cn-other", Set.of(), Set.of("other"));
        try (SandboxLease first = SandboxLease.take(options(0, "key", "secret"));
                SandboxLease second = SandboxLease.take(other);
                TestClient client =
                        client(first, "key", "secret", "post-cn-test").connect();
                TestClient another = client(second, "other", "its-secret", "post-cn-other", "GID_test@@@other")
                        .connect()) {
            client.publish("test", "parent topic of the first");
            client.publish("other", "and of the second");
            another.publish("test", "for all");
        }
    }

    @Test
    void accountOfAnotherSecretIsRefusedAndTheFirstOneGoesOn() throws Exception {
        try (SandboxLease first = SandboxLease.take(options(0, "a-well-known-key", "secret"));
                LogCapture log = new LogCapture();
                SandboxLease second = SandboxLease.take(options(0, "a-well-known-key", "mistyped"))) {
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .singleElement()
                    .asString()
                    .contains("knows the accessKey a-we**** with another secretKey")
                    .doesNotContain("mistyped");
            assertThatThrownBy(() -> client(second, "a-well-known-key", "mistyped", "post-cn-test")
                            .connect())
                    .isInstanceOf(MqttException.class);
            client(first, "a-well-known-key", "secret", "post-cn-test")
                    .connect()
                    .close();
        }
    }

    @Test
    void accountMayBeOfSeveralInstances() throws Exception {
        SandboxOptions elsewhere =
                new SandboxOptions(0, false, "key", "secret", "post-cn-elsewhere", Set.of(), Set.of("test"));
        try (SandboxLease first = SandboxLease.take(options(0, "key", "secret"));
                SandboxLease second = SandboxLease.take(elsewhere)) {
            client(first, "key", "secret", "post-cn-test").connect().close();
            client(second, "key", "secret", "post-cn-elsewhere").connect().close();
        }
    }

    @Test
    void portOfALaterShareHasNoEffectAndThatIsSaid() throws Exception {
        int port = FreePort.choose();
        try (SandboxLease first = SandboxLease.take(options(0, "key", "secret"));
                LogCapture log = new LogCapture();
                SandboxLease second = SandboxLease.take(options(port, "key", "secret"))) {
            assertThat(second.sandbox()).isSameAs(first.sandbox());
            assertThat(log.lines()).anyMatch(line -> line.contains("the setting of port " + port + " has no effect"));
        }
    }

    private static SandboxOptions options(int port, String accessKey, String secretKey) {
        return new SandboxOptions(port, false, accessKey, secretKey, "post-cn-test", Set.of(), Set.of("test"));
    }

    private static TestClient client(SandboxLease lease, String accessKey, String secretKey, String instanceId) {
        return client(lease, accessKey, secretKey, instanceId, CLIENT_ID);
    }

    private static TestClient client(
            SandboxLease lease, String accessKey, String secretKey, String instanceId, String clientId) {
        return TestClient.of(lease.sandbox().tcp().toString(), clientId)
                .credentials(new SignatureCredentials(accessKey, secretKey, instanceId).credentialsFor(clientId));
    }

    /** Has so many threads do the same at once. */
    private static <T> List<T> together(int threads, Callable<T> what) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch begin = new CountDownLatch(1);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    begin.await();
                    return what.call();
                }));
            }
            begin.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static void inTime(Callable<Void> what) throws Exception {
        together(1, what);
    }

    private static void assertOpen(URI endpoint) {
        try {
            new Socket(endpoint.getHost(), endpoint.getPort()).close();
        } catch (IOException e) {
            throw new AssertionError(endpoint + " does not listen", e);
        }
    }

    private static void assertClosed(URI endpoint) {
        assertThatThrownBy(() -> new Socket(endpoint.getHost(), endpoint.getPort()).close())
                .isInstanceOf(IOException.class);
    }
}
