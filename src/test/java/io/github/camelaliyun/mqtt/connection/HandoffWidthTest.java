package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How many workers a handoff has for what its tasks do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandoffWidthTest extends HandoffRig {

    private static final int QUICK = Math.max(2, Runtime.getRuntime().availableProcessors());

    @Test
    void aWorkerThatRunsAndDoesNotWaitGetsCompanyLater() {
        ManualTimer looks = new ManualTimer();
        Handoff watched = new Handoff(looks, this::counted, 1);
        AtomicBoolean end = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        try {
            watched.execute(() -> {
                begun.countDown();
                while (!end.get()) {
                    Thread.onSpinWait();
                }
            });
            awaitQuietly(begun, Duration.ofSeconds(10));
            watched.execute(second::countDown);

            looks.advance(Duration.ofMillis(10));
            assertThat(working.get()).isEqualTo(1);
            looks.advance(Duration.ofMillis(30));
            awaitQuietly(second, Duration.ofSeconds(10));
            assertThat(second.getCount()).isZero();
        } finally {
            end.set(true);
        }
    }

    /** Where they are quick, more would wait for each other. */
    @Test
    void asManyTasksAsThereAreProcessorsBeginAtOnceAndAllOfTheWidthWhereTheyTakeLong() {
        ManualTimer looks = new ManualTimer();
        Handoff watched = new Handoff(looks, this::counted, 64);
        CountDownLatch begun = new CountDownLatch(64);
        CountDownLatch end = new CountDownLatch(1);
        Runnable task = () -> {
            begun.countDown();
            awaitQuietly(end, Duration.ofSeconds(20));
        };
        IntStream.range(0, QUICK).forEach(i -> watched.execute(task));
        await().until(() -> begun.getCount() == 64 - QUICK);
        // At which nothing waits.
        looks.advance(Duration.ofMillis(Handoff.LOOK_MILLIS));
        IntStream.range(0, 100).forEach(i -> watched.execute(task));
        assertThat(working.get()).isEqualTo(QUICK);

        looks.advance(Duration.ofMillis(Handoff.LOOK_MILLIS));
        awaitQuietly(begun, Duration.ofSeconds(10));
        assertThat(begun.getCount()).isZero();
        assertThat(working.get()).isEqualTo(64);
        end.countDown();
    }

    /** As queries of a database: a thread that waits for the network looks as if it ran. */
    @Test
    void tasksThatTakeAMomentGetAllOfTheWidth() {
        Flow flow = new Flow(null);
        flow.pass(2);

        await().until(() -> working.get() == Flow.WIDTH);
        flow.end();
    }

    /** A collection of the heap makes quick tasks look slow, once. */
    @Test
    void afterTasksTookAMomentThereAreNoMoreWorkersThanProcessorsAgain() {
        Flow flow = new Flow(null);
        flow.pass(2);
        await().until(() -> working.get() == Flow.WIDTH);
        flow.pass(20);
        flow.passOne();

        await().until(() -> working.get() == QUICK);
        flow.pass(100);
        assertThat(working.get()).isEqualTo(QUICK);
        flow.end();
    }

    @Test
    void whereTasksTakeNoTimeThereAreNoMoreWorkersThanProcessors() {
        Flow flow = new Flow(null);
        IntStream.range(0, 10).forEach(look -> flow.pass(100));

        assertThat(working.get()).isEqualTo(QUICK);
        flow.end();
    }

    @Test
    void whereTasksTakeNoTimeOneThatIsBlockedGetsOneBesideItAndNoMoreAtTheNextLooks() {
        CountDownLatch never = new CountDownLatch(1);
        Flow flow = new Flow(never);
        IntStream.range(0, 10).forEach(look -> flow.pass(100));

        assertThat(working.get()).isEqualTo(QUICK + 1);
        never.countDown();
        flow.end();
    }

    /** Tasks without end, each of which ends when the test lets it, and perhaps one that is blocked. */
    private final class Flow {
        private static final int WIDTH = 64;

        private final ManualTimer looks = new ManualTimer();
        private final Semaphore go = new Semaphore(0, true);
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final int blocked;

        Flow(CountDownLatch until) {
            Handoff watched = new Handoff(looks, HandoffWidthTest.this::counted, WIDTH);
            blocked = until == null ? 0 : 1;
            if (until != null) {
                CountDownLatch blocks = new CountDownLatch(1);
                watched.execute(() -> {
                    blocks.countDown();
                    awaitQuietly(until, Duration.ofSeconds(30));
                });
                awaitQuietly(blocks, Duration.ofSeconds(10));
            }
            IntStream.range(0, 1_000 * WIDTH)
                    .forEach(i -> watched.execute(() -> {
                        begun.incrementAndGet();
                        go.acquireUninterruptibly();
                        done.incrementAndGet();
                    }));
        }

        /** Lets the workers do so many, one with the other, and looks. */
        void pass(int each) {
            await().until(this::allAreAtOne);
            int many = each * (working.get() - blocked);
            int until = done.get() + many;
            go.release(many);
            await().until(() -> done.get() == until && allAreAtOne());
            looks.advance(Duration.ofMillis(Handoff.LOOK_MILLIS));
        }

        /** Lets each worker end the task that it is at. */
        void passOne() {
            await().until(this::allAreAtOne);
            go.release(working.get() - blocked);
        }

        private boolean allAreAtOne() {
            return begun.get() - done.get() == working.get() - blocked;
        }

        void end() {
            go.release(1_000 * WIDTH);
        }
    }

    /** As where a class is loaded that all of them need: more of them would be at the monitor too. */
    @Test
    void workersAtAMonitorGetLittleCompany() {
        ManualTimer looks = new ManualTimer();
        Handoff watched = new Handoff(looks, this::counted, 8);
        Object monitor = new Object();
        Queue<Thread> begun = new ConcurrentLinkedQueue<>();
        CountDownLatch finished = new CountDownLatch(500);
        synchronized (monitor) {
            for (int i = 0; i < 500; i++) {
                watched.execute(() -> {
                    begun.add(Thread.currentThread());
                    synchronized (monitor) {
                        finished.countDown();
                    }
                });
            }
            await().until(() -> {
                looks.advance(Duration.ofMillis(Handoff.LOOK_MILLIS));
                return begun.stream().filter(HandoffWidthTest::isBlocked).count() == 8;
            });

            for (int i = 0; i < 50; i++) {
                looks.advance(Duration.ofMillis(Handoff.LOOK_MILLIS));
            }
            assertThat(working.get()).isBetween(9, 8 + 50 / 10);
        }
        awaitQuietly(finished, Duration.ofSeconds(10));
        assertThat(finished.getCount()).isZero();
    }

    @Test
    void workersThatWaitForAMomentGetNoCompany() {
        ManualTimer looks = new ManualTimer();
        Handoff watched = new Handoff(looks, this::counted, 1);
        AtomicReference<Thread> first = new AtomicReference<>();
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        watched.execute(() -> {
            first.set(Thread.currentThread());
            awaitQuietly(goOn, Duration.ofSeconds(10));
        });
        await().until(() -> first.get() != null && first.get().getState() == Thread.State.TIMED_WAITING);
        watched.execute(second::countDown);

        looks.advance(Duration.ofMillis(Handoff.LOOK_MILLIS));
        assertThat(working.get()).isEqualTo(1);
        looks.advance(Duration.ofMillis(Handoff.LOOK_MILLIS));
        awaitQuietly(second, Duration.ofSeconds(10));
        assertThat(second.getCount()).isZero();
        goOn.countDown();
    }

    private static boolean isBlocked(Thread thread) {
        return thread.getState() == Thread.State.BLOCKED;
    }
}
