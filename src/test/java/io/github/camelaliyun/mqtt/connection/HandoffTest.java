package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class HandoffTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Handoff handoff = new Handoff(timer, workers, 1);

    @AfterEach
    void endThreads() {
        timer.shutdownNow();
        workers.shutdownNow();
    }

    @Test
    void outcomesRunInTheirOrderOnAnotherThread() throws Exception {
        List<Integer> order = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(1_000);
        Thread caller = Thread.currentThread();

        IntStream.range(0, 1_000)
                .forEach(i -> handoff.execute(List.of(() -> {
                    assertThat(Thread.currentThread()).isNotSameAs(caller);
                    order.add(i);
                    done.countDown();
                })));

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(order).isSorted();
    }

    @Test
    void outcomesThatWaitForLaterOnesDoNotHoldThemBack() throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(10);

        for (int i = 0; i < 10; i++) {
            handoff.execute(List.of(() -> {
                try {
                    if (last.await(30, TimeUnit.SECONDS)) {
                        finished.countDown();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        handoff.execute(List.of(last::countDown));

        assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
