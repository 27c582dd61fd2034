package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;
import static org.assertj.core.api.Assertions.assertThat;

/** In which order and in which batches packets are taken out, and when the event loop is told of them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutboxTakingTest extends OutboxRig {

    @Test
    void packetsAreTakenInTheOrderInWhichTheyWereGiven() {
        for (int id = 1; id <= 100; id++) {
            add(id, 4);
            if (id % 7 == 0) {
                assertThat(ids(outbox.take(4))).hasSize(1);
            }
        }

        assertThat(ids(outbox.take(1_000))).containsExactlyElementsOf(range(15, 100));
        assertThat(outbox.take(1_000)).isEmpty();
    }

    @Test
    void aBatchHasNoMoreBytesThanWantedButOnePacketAtLeast() {
        add(1, 60);
        add(2, 40);
        add(3, 1);
        add(4, 500);
        add(5, 100);
        add(6, Integer.MAX_VALUE);
        add(7, Integer.MAX_VALUE);

        assertThat(ids(outbox.take(100))).containsExactly(1, 2);
        assertThat(ids(outbox.take(100))).containsExactly(3);
        assertThat(ids(outbox.take(100))).containsExactly(4);
        assertThat(ids(outbox.take(100))).containsExactly(5);
        assertThat(ids(outbox.take(100))).containsExactly(6);
        assertThat(ids(outbox.take(Integer.MAX_VALUE))).containsExactly(7);
        assertThat(outbox.take(100)).isEmpty();
    }

    @Test
    void aBatchGoesOnWithWhatHasBeenGivenSinceTheLastOne() {
        add(1, 60);
        add(2, 60);
        assertThat(ids(outbox.take(100))).containsExactly(1);
        add(3, 40);

        assertThat(ids(outbox.take(100))).containsExactly(2, 3);
    }

    @Test
    void theEventLoopIsToldOfTheFirstPacketAndAgainWhenItHasFoundNone() {
        assertThat(add(1, 4)).isEqualTo(Outbox.Taken.FIRST);
        assertThat(add(2, 4)).isEqualTo(Outbox.Taken.YES);
        assertThat(ids(outbox.take(100))).containsExactly(1, 2);
        assertThat(add(3, 4)).isEqualTo(Outbox.Taken.YES);
        assertThat(ids(outbox.take(100))).containsExactly(3);
        assertThat(outbox.take(100)).isEmpty();

        assertThat(add(4, 4)).isEqualTo(Outbox.Taken.FIRST);
        assertThat(add(5, 4)).isEqualTo(Outbox.Taken.YES);
    }

    @Test
    void thereIsALimitToWhatWaits() {
        for (int i = 0; i < Outbox.MOST_WAITING; i++) {
            assertThat(add(i, 1)).isIn(Outbox.Taken.FIRST, Outbox.Taken.YES);
        }
        assertThat(add(0, 1)).isEqualTo(Outbox.Taken.FULL);
        assertThat(add(0, 1)).isEqualTo(Outbox.Taken.FULL);

        assertThat(outbox.take(10)).hasSize(10);
        assertThat(add(0, 1)).isEqualTo(Outbox.Taken.YES);
    }

    @Test
    void itIsEmptyWhenNothingWaitsAnywhere() {
        assertThat(outbox.isEmpty()).isTrue();
        add(1, 4);
        assertThat(outbox.isEmpty()).isFalse();
        add(2, 4);
        outbox.take(4);
        assertThat(outbox.isEmpty()).isFalse();
        outbox.take(4);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void ofWhatManyThreadsGiveEachPacketIsTakenInOrderAndNoneIsForgotten() throws Exception {
        int threads = 4;
        int each = 20_000;
        ExecutorService workers = Executors.newCachedThreadPool();
        Semaphore wakes = new Semaphore(0);
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> senders = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            senders.add(CompletableFuture.runAsync(
                    () -> {
                        awaitLatch(go);
                        for (int i = 1; i <= each; i++) {
                            if (add(number * each + i, 4) == Outbox.Taken.FIRST) {
                                wakes.release();
                            }
                        }
                    },
                    workers));
        }
        go.countDown();
        Map<Integer, Integer> latest = new HashMap<>();
        int taken = 0;
        // Only who is woken looks: a packet whose giver was told YES wrongly would wait here for ever.
        while (taken < threads * each) {
            assertThat(wakes.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            for (List<Outbox.Entry> batch = outbox.take(100); !batch.isEmpty(); batch = outbox.take(100)) {
                for (int id : ids(batch)) {
                    assertThat((id - 1) % each + 1).isEqualTo(latest.merge((id - 1) / each, 1, Integer::sum));
                    taken++;
                }
            }
        }
        senders.forEach(CompletableFuture::join);
        workers.shutdown();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(wakes.drainPermits()).isZero();
    }

    private static List<Integer> range(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }
}
