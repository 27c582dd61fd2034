package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Credentials that take long are waited for, and asked for once. */
class LateCredentialsTest {

    private final ManualTimer timer = new ManualTimer();
    private final ThreadPoolExecutor workers = (ThreadPoolExecutor) Executors.newCachedThreadPool();
    private final List<CountDownLatch> answers = List.of(new CountDownLatch(1), new CountDownLatch(1));
    private final AtomicInteger asked = new AtomicInteger();

    private final MqttConnection connection = TestConnections.of(
            WindowRig.options(true, 10, WindowRig.TIMEOUT),
            clientId -> {
                int call = asked.getAndIncrement();
                if (call < answers.size()) {
                    awaitUninterruptibly(answers.get(call));
                }
                return new Credentials("user", "password");
            },
            new ConnectionThreads(
                    new ScriptedWire(),
                    timer,
                    workers,
                    Runnable::run,
                    timer::nanoTime,
                    () -> Instant.EPOCH.plusNanos(timer.nanoTime()),
                    new Random(1)),
            (of, event) -> {});

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void end() {
        answers.forEach(CountDownLatch::countDown);
        workers.shutdownNow();
    }

    @Test
    void thoseOfAnAttemptThatIsNotWantedAnyMoreComeWhileTheNextOneAsks() {
        connection.open();
        await().until(() -> asked.get() == 1);
        connection.rest();
        connection.open();
        await().until(() -> asked.get() == 2);
        answers.get(0).countDown();
        await().until(() -> workers.getActiveCount() == 1);
        timer.advance(Duration.ofMinutes(5));

        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTING);
        assertThat(asked).hasValue(2);
    }
}
