package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One task of the timer serves all connections. */
class TicksTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTimer timer = new ManualTimer();
    private final List<String> ticked = new ArrayList<>();
    private final Ticks ticks = new Ticks(threads(timer));

    private ConnectionThreads threads(ScheduledThreadPoolExecutor with) {
        return new ConnectionThreads(
                null, with, Runnable::run, Runnable::run, timer::nanoTime, InstantSource.system(), new Random(1));
    }

    @Test
    void runsEachTwiceASecondWithOneTaskOfTheTimer() {
        ticks.add(() -> ticked.add("a"));
        ticks.add(() -> ticked.add("b"));

        assertThat(timer.due()).isEqualTo(1);
        timer.advance(SECOND);

        assertThat(ticked).containsExactlyInAnyOrder("a", "b", "a", "b");
    }

    @Test
    void whatOneThrowsHoldsUpNoOther() {
        for (String name : List.of("a", "b", "c")) {
            ticks.add(() -> {
                ticked.add(name);
                throw new StackOverflowError("says the test");
            });
        }
        timer.advance(SECOND);

        assertThat(ticked).hasSize(6).contains("a", "b", "c");
    }

    @Test
    void oneThatIsTakenOutIsRunNoMoreAndTheLastOneLeavesTheTimerAlone() {
        Runnable a = () -> ticked.add("a");
        Runnable b = () -> ticked.add("b");
        ticks.add(a);
        ticks.add(b);
        ticks.remove(a);
        ticks.remove(a);
        timer.advance(SECOND);
        ticks.remove(b);

        assertThat(ticked).containsExactly("b", "b");
        assertThat(timer.due()).isZero();
    }

    @Test
    void tickAgainAfterTheLastOneWasTakenOut() {
        Runnable a = () -> ticked.add("a");
        ticks.add(a);
        ticks.remove(a);
        ticks.add(a);
        timer.advance(SECOND);

        assertThat(ticked).containsExactly("a", "a");
    }

    @Test
    void oneMayTakeItselfOut() {
        Runnable[] own = new Runnable[1];
        own[0] = () -> {
            ticked.add("own");
            ticks.remove(own[0]);
        };
        ticks.add(own[0]);
        timer.advance(SECOND);

        assertThat(ticked).containsExactly("own");
        assertThat(timer.due()).isZero();
    }

    /** As a pool that cannot start a thread: it has the task in its queue then. */
    @Test
    void oneWhoseAddFailsIsNotKept() {
        ScheduledThreadPoolExecutor failing = new ScheduledThreadPoolExecutor(0) {
            @Override
            public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long delay, long pause, TimeUnit unit) {
                timer.scheduleWithFixedDelay(work, delay, pause, unit);
                throw new OutOfMemoryError("says the test");
            }
        };
        Ticks without = new Ticks(threads(failing));

        assertThatThrownBy(() -> without.add(() -> ticked.add("a"))).isInstanceOf(OutOfMemoryError.class);
        timer.advance(SECOND);
        assertThat(ticked).isEmpty();
    }

    @Test
    void nothingHappensOnceTheTimerHasBeenShutDown() {
        ScheduledThreadPoolExecutor ended = new ScheduledThreadPoolExecutor(1);
        ended.shutdownNow();
        Ticks late = new Ticks(threads(ended));

        assertThatCode(() -> late.add(() -> ticked.add("a"))).doesNotThrowAnyException();
        assertThat(ticked).isEmpty();
    }
}
