package io.github.camelaliyun.mqtt.app;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    void theEndTellsWhatWasCountedAndCountsNoMore() {
        lines.tell("a", "a fails");
        lines.tell("a", "a fails");
        lines.close();
        lines.tell("a", "a fails at the end");

        assertThat(told).containsExactly("a fails", "a fails (1 more time)", "a fails at the end");
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

        void passWindow() {
            List<Runnable> due = List.copyOf(tasks);
            tasks.clear();
            due.forEach(Runnable::run);
        }
    }
}
