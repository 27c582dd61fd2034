package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A publish that is not to wait for a connection waits for the first attempt to make it, in real time. */
@Timeout(60)
class PublishFirstAttemptTest {

    private static final String REFUSED = "whenDisconnected=fail lets nothing wait";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final ConnectionThreads threads = new ConnectionThreads(
            null, timer, workers, workers, System::nanoTime, InstantSource.system(), new Random(1));
    private final FakeOutlet link = new FakeOutlet();
    private final CountDownLatch looked = new CountDownLatch(1);
    private volatile boolean opening = true;
    private PublishWindow window = window(Duration.ofSeconds(50));

    @AfterEach
    void endThreads() throws Exception {
        timer.shutdownNow();
        workers.shutdownNow();
        assertThat(workers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private PublishWindow window(Duration timeout) {
        PublishGate gate = new PublishGate() {
            @Override
            public boolean passes(String topic) {
                return true;
            }

            @Override
            public boolean isOpening() {
                boolean answer = opening;
                looked.countDown();
                return answer;
            }
        };
        return new PublishWindow(
                WindowRig.options(false, 10, timeout), new PacketIds(new Random(1)), threads, new Tally(), gate);
    }

    private Void publish() throws Exception {
        window.publish(new OutboundMessage("t1", new byte[0], 1, false), true, failure -> {});
        return null;
    }

    private CompletableFuture<Void> publishing() throws InterruptedException {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        workers.execute(() -> {
            try {
                ended.complete(publish());
            } catch (Throwable e) {
                ended.completeExceptionally(e);
            }
        });
        assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
        return ended;
    }

    @Test
    void itIsSentWhereThatSucceeds() throws Exception {
        CompletableFuture<Void> published = publishing();
        window.linkUp(link);
        opening = false;

        published.get(20, TimeUnit.SECONDS);
        assertThat(window.inFlight()).isEqualTo(1);
    }

    @Test
    void itIsRefusedAsSoonAsThatFails() throws Exception {
        CompletableFuture<Void> published = publishing();
        opening = false;
        window.linkFailed();

        assertThatThrownBy(() -> published.get(20, TimeUnit.SECONDS)).hasMessageContaining(REFUSED);
    }

    @Test
    void itIsRefusedWhereThatTakesTooLong() {
        window = window(Duration.ofMillis(50));

        assertThatThrownBy(this::publish).hasMessageContaining(REFUSED);
    }

    @Test
    void aLaterOneIsRefusedAtOnce() {
        opening = false;

        assertThatThrownBy(this::publish).hasMessageContaining(REFUSED);
    }
}
