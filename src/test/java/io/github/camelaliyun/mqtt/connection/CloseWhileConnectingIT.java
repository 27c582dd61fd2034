package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import io.github.camelaliyun.mqtt.wire.EventLoops;
import io.github.camelaliyun.mqtt.wire.NettyWire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A connection that is closed in the middle of anything ends its threads: those that read, write and connect. */
class CloseWhileConnectingIT {

    private static final int ROUNDS = 40;
    /** All over the time that CONNECT takes, and some. */
    private static final int STEP_MILLIS = 2;

    private final String clientId = SharedSandbox.uniqueClientId();

    @Test
    void aConnectionThatIsClosedWhileItConnectsLeavesNoThread() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            closeAfter(
                    Duration.ofMillis(round * STEP_MILLIS), SharedSandbox.get().tcp());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ssl", "ws"})
    void aServerThatAcceptsAndSaysNothingIsLeftAtOnce(String scheme) throws Exception {
        try (FaultProxy line = FaultProxy.inFrontOf(SharedSandbox.get().tcp().getPort())) {
            line.stall();
            long start = System.nanoTime();
            closeAfter(Duration.ofMillis(600), URI.create(scheme + "://127.0.0.1:" + line.port()));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }
    }

    private void closeAfter(Duration delay, URI server) throws InterruptedException {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        ExecutorService workers = Executors.newCachedThreadPool();
        EventLoops loops = new EventLoops(number -> "loop-" + number);
        CountDownLatch closed = new CountDownLatch(1);
        MqttConnection connection = TestConnections.of(
                options(server),
                SharedSandbox::signed,
                new ConnectionThreads(new NettyWire(loops, workers), timer, workers, workers),
                (c, event) -> {});
        connection.open();
        timer.schedule(
                () -> {
                    TestConnections.close(connection);
                    closed.countDown();
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        timer.shutdownNow();
        workers.shutdown();
        assertThat(workers.awaitTermination(2, TimeUnit.SECONDS))
                .as("no thread works on")
                .isTrue();
        loops.close();
    }

    private ConnectionOptions options(URI server) {
        return ConnectionOptions.of(List.of(server.toString()), clientId)
                .connectTimeout(Duration.ofSeconds(10))
                .maxInflight(10)
                .maxSubscriptions(30)
                .service(true)
                .build();
    }
}
