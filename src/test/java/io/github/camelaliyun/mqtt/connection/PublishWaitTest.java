package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Callers that wait for a place, in real time. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublishWaitTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final ConnectionThreads threads = new ConnectionThreads(
            null, timer, workers, workers, System::nanoTime, InstantSource.system(), new Random(1));
    private final PacketIds ids = new PacketIds(new Random(1));
    private final FakeOutlet link = new FakeOutlet();
    private PublishWindow window;

    @AfterEach
    void endThreads() throws Exception {
        timer.shutdownNow();
        workers.shutdownNow();
        assertThat(workers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCallerThatFindsNoPlaceIsToldSoInTime() throws Exception {
        window = window(1, Duration.ofMillis(200));
        publish(1);

        assertThatThrownBy(() -> publish(2)).hasMessageContaining("found no place in the window of 1 within 200 ms");
        window.linkUp(link);
        assertThatThrownBy(() -> publish(3)).hasMessageContaining("found no place");
        assertThat(window.inFlight()).isEqualTo(1);
    }

    @Test
    void whoeverWaitsTakesAPlaceSoonThoughOnlyOneIsFree() throws Exception {
        window = window(80, Duration.ofSeconds(30));
        window.linkUp(link);
        for (int i = 1; i <= 80; i++) {
            publish(i);
        }
        CompletableFuture<Void> late = publishLate(81);
        assertThat(late).isNotDone();

        acknowledge("t1");

        assertThat(late).succeedsWithin(Duration.ofSeconds(10));
        assertThat(window.inFlight()).isEqualTo(80);
    }

    @Test
    void thoseWhoWaitAllTakeAPlaceWhenThereIsRoomForAll() throws Exception {
        window = window(16, Duration.ofSeconds(30));
        window.linkUp(link);
        for (int i = 1; i <= 16; i++) {
            publish(i);
        }
        List<CompletableFuture<Void>> late =
                IntStream.rangeClosed(17, 32).mapToObj(this::publishLate).toList();
        for (int i = 1; i <= 16; i++) {
            acknowledge("t" + i);
        }

        assertThat(CompletableFuture.allOf(late.toArray(CompletableFuture[]::new)))
                .succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void closingSendsThoseAwayWhoWait() throws Exception {
        window = window(1, Duration.ofSeconds(30));
        publish(1);
        CompletableFuture<Void> late = publishLate(2);

        window.close();

        assertThat(late).failsWithin(Duration.ofSeconds(10)).withThrowableThat().withMessageContaining("is closed");
    }

    @Test
    void anOutcomeThatBlocksDoesNotHoldUpTheOthers() throws Exception {
        window = window(100, Duration.ofSeconds(30));
        window.linkUp(link);
        CountDownLatch allBlocked = new CountDownLatch(60);
        for (int i = 1; i <= 60; i++) {
            window.publish(new OutboundMessage("t" + i, new byte[0], 1, false), false, failure -> {
                allBlocked.countDown();
                try {
                    // Ends only when all the others have come as far.
                    boolean ignored = allBlocked.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        for (int i = 1; i <= 60; i++) {
            acknowledge("t" + i);
        }

        assertThat(allBlocked.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void qos0IsToldThoughNobodySettles() throws Exception {
        window = window(10, Duration.ofSeconds(30));
        window.linkUp(link);
        CompletableFuture<Exception> outcome = new CompletableFuture<>();
        window.publish(new OutboundMessage("a", new byte[0], 0, false), false, outcome::complete);

        link.transmissions.get(0).onLeft();

        assertThat(outcome).succeedsWithin(Duration.ofSeconds(10)).isNull();
        await().until(() -> window.inFlight() == 0);
    }

    private PublishWindow window(int places, Duration timeout) {
        return new PublishWindow(WindowRig.options(false, places, timeout), ids, threads, new Tally(), topic -> true);
    }

    private void publish(int number) throws Exception {
        window.publish(new OutboundMessage("t" + number, new byte[0], 1, false), false, failure -> {});
    }

    private CompletableFuture<Void> publishLate(int number) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        publish(number);
                    } catch (Exception e) {
                        throw new IllegalStateException(e.getMessage(), e);
                    }
                },
                workers);
    }

    private void acknowledge(String topic) {
        int id = link.id(topic);
        ids.answered(id, new Packet.Puback(id));
        window.settle();
    }
}
