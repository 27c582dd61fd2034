package io.github.camelaliyun.mqtt.app;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class RepeatedLinesTest {

    private final List<String> told = new ArrayList<>();
    private final HeldTimer timer = new HeldTimer();
    private final RepeatedLines lines = new RepeatedLines(timer, Duration.ofMinutes(1), told::add);

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    @Test
    void theFirstOfAKindIsToldAtOnceAndTheNextAreCounted() {
        lines.tell("a", "a fails");
        lines.tell("b", "b fails");
        lines.tell("a", "a fails again");
        lines.tell("a", "a fails still");
        assertThat(told).containsExactly("a fails", "b fails");

        timer.passWindow();
        assertThat(told).containsExactly("a fails", "b fails", "a fails still (2 more times in the last minute)");
    }

    @Test
    void aWindowWithoutAnotherEndsTheCount() {
        lines.tell("a", "a fails");
        timer.passWindow();
        lines.tell("a", "a fails once more");

        assertThat(told).containsExactly("a fails", "a fails once more");
        assertThat(timer.tasks).hasSize(1);
    }

    @Test
    void eachWindowCountsItsOwn() {
        lines.tell("a", "a fails");
        lines.tell("a", "a fails");
        timer.passWindow();
        lines.tell("a", "a fails");
        timer.passWindow();

        assertThat(told.subList(1, 3)).containsOnly("a fails (1 more time in the last minute)");
    }

    @Test
    void aLogThatThrowsEndsNoCount() {
        RepeatedLines throwing = new RepeatedLines(timer, Duration.ofMinutes(1), line -> {
            told.add(line);
            if (told.size() == 2) {
                throw new IllegalStateException("no space left");
            }
        });
        throwing.tell("a", "a fails");
        throwing.tell("a", "a fails");
        timer.passWindow();
        throwing.tell("a", "a fails");
        timer.passWindow();

        assertThat(told).hasSize(3).last().asString().contains("1 more time");
    }

    @Test
    void withoutATimerEachIsTold() {
        timer.shutdownNow();
        RepeatedLines untimed = new RepeatedLines(
                new ScheduledThreadPoolExecutor(0) {
                    @Override
                    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                        throw new RejectedExecutionException();
                    }
                },
                Duration.ofMinutes(1),
                told::add);
        untimed.tell("a", "a fails");
        untimed.tell("a", "a fails");

        assertThat(told).hasSize(2);
    }

    @Test
    void theEndTellsWhatWasCountedAndCountsNoMore() {
        lines.tell("a", "a fails");
        lines.tell("a", "a fails");
        lines.close();
        lines.tell("a", "a fails at the end");

        assertThat(told).containsExactly("a fails", "a fails (1 more time)", "a fails at the end");
    }

    @Test
    void kindsWithoutNumberAreCountedTogether() {
        for (int i = 1; i <= 1_000; i++) {
            lines.tell("http://host/" + i, i + " fails");
        }
        assertThat(told)
                .hasSize(RepeatedLines.MOST_KINDS + 1)
                .last()
                .isEqualTo(RepeatedLines.MOST_KINDS + 1 + " fails");
        assertThat(timer.tasks).hasSize(RepeatedLines.MOST_KINDS + 1);

        lines.tell("http://host/1", "1 fails");
        timer.passWindow();

        assertThat(told.subList(RepeatedLines.MOST_KINDS + 1, told.size()))
                .containsExactlyInAnyOrder(
                        "1 fails (1 more time in the last minute)",
                        "1000 fails (899 more times of other kinds in the last minute)");
    }

    @Test
    @Timeout(20)
    void aLogThatBlocksKeepsNobodyWhoTellsNorTheOrderOfTheLines() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ScheduledExecutorService one = Executors.newSingleThreadScheduledExecutor();
        RepeatedLines blocking = new RepeatedLines(one, Duration.ofMinutes(1), line -> {
            blocked.countDown();
            awaitUninterruptibly(goOn);
            told.add(line);
        });
        try {
            blocking.tell("a", "a fails");
            blocked.await();
            blocking.tell("b", "b fails");
            blocking.tell("a", "a fails again");
            CompletableFuture<Void> closing = CompletableFuture.runAsync(blocking::close);
            goOn.countDown();
            closing.join();

            assertThat(told).containsExactly("a fails", "b fails", "a fails again (1 more time)");
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    @Timeout(20)
    void theEndDoesNotWaitForEverForALogThatBlocks() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ScheduledExecutorService one = Executors.newSingleThreadScheduledExecutor();
        RepeatedLines blocking = new RepeatedLines(one, Duration.ofMinutes(1), line -> {
            blocked.countDown();
            awaitUninterruptibly(goOn);
        });
        blocking.tell("a", "a fails");
        blocked.await();

        blocking.close();

        one.shutdownNow();
        assertThat(one.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs what was scheduled when the test says so. */
    private static final class HeldTimer extends ScheduledThreadPoolExecutor {

        private final List<Runnable> tasks = new ArrayList<>();

        HeldTimer() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            tasks.add(task);
            return null;
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        void passWindow() {
            List<Runnable> due = List.copyOf(tasks);
            tasks.clear();
            due.forEach(Runnable::run);
        }
    }
}
