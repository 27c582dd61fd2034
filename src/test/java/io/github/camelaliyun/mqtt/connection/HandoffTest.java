package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The tasks of a handoff run in their order on other threads, whatever they throw and whether there are threads or not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandoffTest extends HandoffRig {

    @Test
    void outcomesRunInTheirOrderOnAnotherThread() throws Exception {
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Thread> threads = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(1_000);

        IntStream.range(0, 1_000)
                .forEach(i -> handoff.execute(() -> {
                    order.add(i);
                    threads.add(Thread.currentThread());
                    done.countDown();
                }));

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(order).isSorted();
        assertThat(threads).doesNotContain(Thread.currentThread());
    }

    @Test
    void outcomesThatWaitForLaterOnesDoNotHoldThemBack() throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(300);

        for (int i = 0; i < 300; i++) {
            handoff.execute(() -> {
                awaitQuietly(last, Duration.ofSeconds(30));
                finished.countDown();
            });
        }
        handoff.execute(last::countDown);

        assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();
        await().until(() -> working.get() == 0);
    }

    @Test
    void whatBlocksForSomeMillisecondsIsDoneByMany() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(400);

        for (int i = 0; i < 400; i++) {
            handoff.execute(() -> {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                awaitQuietly(never, Duration.ofMillis(15));
                atOnce.decrementAndGet();
                finished.countDown();
            });
        }

        // One after the other they would take six seconds.
        assertThat(finished.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isGreaterThan(10);
    }

    @Test
    void threadsThatAreRefusedAreAskedForTenTimesASecond() {
        ManualTimer looks = new ManualTimer();
        AtomicInteger asked = new AtomicInteger();
        Handoff without = new Handoff(
                looks,
                worker -> {
                    asked.incrementAndGet();
                    throw new OutOfMemoryError("says the test");
                },
                16);
        without.execute(() -> {});
        looks.advance(Duration.ofSeconds(2));

        assertThat(asked.get()).isBetween(15, 25);
    }

    @Test
    void afterThreadsWereRefusedTheNextTaskRunsAtOnceAgain() {
        ManualTimer looks = new ManualTimer();
        AtomicBoolean refusing = new AtomicBoolean(true);
        Handoff without = new Handoff(
                looks,
                worker -> {
                    if (refusing.getAndSet(false)) {
                        throw new OutOfMemoryError("says the test");
                    }
                    worker.run();
                },
                16);
        AtomicInteger done = new AtomicInteger();
        without.execute(done::incrementAndGet);
        looks.advance(Duration.ofMillis(100));
        assertThat(done.get()).isEqualTo(1);
        without.execute(done::incrementAndGet);

        assertThat(done.get()).isEqualTo(2);
    }

    @Test
    void whateverATaskThrowsTheNextOneRuns() throws Exception {
        CountDownLatch last = new CountDownLatch(1);

        handoff.execute(() -> {
            throw new NoClassDefFoundError("of a route");
        });
        handoff.execute(() -> {
            throw new StackOverflowError();
        });
        handoff.execute(() -> Thread.currentThread().interrupt());
        handoff.execute(() -> {
            if (!Thread.currentThread().isInterrupted()) {
                last.countDown();
            }
        });

        assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void threadsThatHaveBeenShutDownHarmNoCaller() {
        workers.shutdown();

        assertThatCode(() -> handoff.execute(() -> {})).doesNotThrowAnyException();
        timer.shutdown();
        assertThatCode(() -> handoff.execute(() -> {})).doesNotThrowAnyException();
    }

    /** So that who has something to say to someone that waits for it can say that it is not done. */
    @Test
    void whatComesAfterTheEndIsRefused() {
        Handoff ended = new Handoff(timer, workers, 1);
        workers.shutdown();

        assertThatThrownBy(() -> ended.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    /** A log would speak of it at each stop of an application that is busy. */
    @Test
    void whatWaitsWhenTheThreadsHaveBeenShutDownIsDroppedWithoutAWord() {
        ScheduledThreadPoolExecutor looks = new ScheduledThreadPoolExecutor(1);
        Handoff ended = new Handoff(looks, workers, 1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger run = new AtomicInteger();
        try (LogCapture log = new LogCapture()) {
            ended.execute(() -> awaitQuietly(go, Duration.ofSeconds(20)));
            ended.execute(run::incrementAndGet);
            workers.shutdown();
            await().until(() -> looks.getQueue().isEmpty() && looks.getActiveCount() == 0);
            assertThat(log.lines()).isEmpty();
        } finally {
            go.countDown();
            looks.shutdownNow();
        }
        await().until(workers::isTerminated);
        assertThat(run).hasValue(0);
    }

    @Test
    void whatFoundNoThreadIsDoneWhenThereIsOne() {
        ManualTimer looks = new ManualTimer();
        AtomicBoolean full = new AtomicBoolean(true);
        List<String> done = new ArrayList<>();
        Handoff refused = new Handoff(
                looks,
                task -> {
                    if (full.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                1);

        refused.execute(() -> done.add("a"));
        looks.advance(Duration.ofSeconds(1));
        refused.execute(() -> done.add("b"));
        assertThat(done).isEmpty();
        full.set(false);
        looks.advance(Duration.ofSeconds(1));

        assertThat(done).containsExactly("a", "b");
    }
}
