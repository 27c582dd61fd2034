package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** How many calls may hang before a connection is refused, when the next one is let through, and which calls count. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignCallsLimitTest extends ForeignCallsRig {

    @Test
    void aNightCostsSomeTwentyWorkersAndOneThatReturnsLetsTheNextOnesThrough() throws Exception {
        Duration night = Duration.ofHours(10);
        Duration pace = Duration.ofSeconds(20);
        for (Duration at = Duration.ZERO; at.compareTo(night) < 0; at = at.plus(pace)) {
            try {
                hang();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining(hanging.size() + " calls of a trust manager");
            }
            nanos.addAndGet(pace.toNanos());
        }
        assertThat(hanging).hasSizeBetween(15, 25);

        hanging.forEach(call -> call.go.countDown());
        await().atMost(20, SECONDS)
                .untilAsserted(() -> assertThatCode(() -> calls.of("c", SERVER)).doesNotThrowAnyException());
    }

    @Test
    void oneIsLetThroughAfterEachGapWhichDoubles() throws Exception {
        hangThreeTimes();
        nanos.addAndGet(SECONDS.toNanos(59));
        assertThatThrownBy(this::hang).hasMessageContaining("none is asked for 1 s");
        nanos.addAndGet(SECONDS.toNanos(1));
        hang();

        nanos.addAndGet(SECONDS.toNanos(119));
        assertThatThrownBy(this::hang).hasMessageContaining("4 calls").hasMessageContaining("none is asked for 1 s");
        nanos.addAndGet(SECONDS.toNanos(1));
        hang();
    }

    @Test
    void theReasonSaysSinceWhenAndWhere() throws Exception {
        hangThreeTimes();

        assertThatThrownBy(this::hang)
                .isInstanceOf(IOException.class)
                .hasMessageMatching(
                        "3 calls of .* the first since [-0-9]+T[:0-9]+Z \\(it is in .*Hanging.run\\): .* 60 s\\..*");
    }

    @Test
    void otherConnectionsAndServersAreNotRefused() throws Exception {
        hangThreeTimes();

        assertThatCode(() -> calls.of("other", SERVER)).doesNotThrowAnyException();
        assertThatCode(() -> calls.of("c", "ssl://other:8883")).doesNotThrowAnyException();
    }

    /** However many are under way at once, as when several ways are tried. */
    @Test
    void whatItsLineWaitsForDoesNotHang() throws Exception {
        for (int i = 0; i < 2 * ForeignCalls.MOST; i++) {
            Hanging call = new Hanging();
            hanging.add(call);
            calls.of("c", SERVER).execute(call);
            assertThat(call.begun.await(20, SECONDS)).isTrue();
        }
        assertThat(hanging).noneMatch(call -> call.interrupted);
    }

    /** The thread that has left it for the event loop may be slower than the one that it is given to. */
    @Test
    void aStepThatBeginsBeforeTheLastOneHasReturnedCounts() throws Exception {
        for (int i = 0; i < ForeignCalls.MOST; i++) {
            Hanging first = new Hanging();
            Hanging second = new Hanging();
            hanging.addAll(List.of(first, second));
            ForeignCalls.OfLine line = calls.of("c", SERVER);
            line.execute(first);
            assertThat(first.begun.await(20, SECONDS)).isTrue();
            line.execute(second);
            assertThat(second.begun.await(20, SECONDS)).isTrue();
            first.go.countDown();
            first.awaitReturn();
            line.end();
        }

        assertThatThrownBy(() -> calls.of("c", SERVER)).hasMessageContaining("3 calls");
    }

    /** Only its own lateness has counted. */
    @Test
    void aCallThatReturnsLateLetsTheNextLineThrough() throws Exception {
        hangThreeTimes();
        assertRefused();
        hanging.get(1).go.countDown();
        hanging.get(1).awaitReturn();

        calls.of("c", SERVER);
    }

    private void assertRefused() {
        assertThatThrownBy(() -> calls.of("c", SERVER)).isInstanceOf(IOException.class);
    }

    /** As one that gives up because of the interrupt may do. */
    @Test
    void aCallThatThrowsAnErrorHangsNoMore() throws Exception {
        hang();
        hang();
        Hanging call = new Hanging();
        hanging.add(call);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        ForeignCalls.OfLine line = calls.of("c", SERVER);
        line.execute(() -> {
            call.thread = Thread.currentThread();
            call.thread.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
            call.run();
            throw new AssertionError("says the test");
        });
        assertThat(call.begun.await(20, SECONDS)).isTrue();
        line.end();
        assertRefused();
        call.go.countDown();

        await().atMost(20, SECONDS).until(() -> thrown.get() instanceof AssertionError);
        calls.of("c", SERVER);
    }

    /** However the two fall together, nothing is taken for a call that hangs when it has returned. */
    @Test
    void whatReturnsWhileItsLineEndsDoesNotHang() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            ForeignCalls.OfLine line = calls.of("c", SERVER);
            CountDownLatch begun = new CountDownLatch(1);
            line.execute(begun::countDown);
            if (i % 2 == 0) {
                begun.await();
            }
            line.end();
        }
        workers.shutdown();
        assertThat(workers.awaitTermination(20, SECONDS)).isTrue();

        // Three that hang would be enough to refuse it.
        assertThatCode(() -> calls.of("c", SERVER)).doesNotThrowAnyException();
    }

    /** Else each would count once for good, and the third would have the connection refused. */
    @Test
    void aLineMayBeToldItsEndTwice() throws Exception {
        for (int i = 0; i < ForeignCalls.MOST; i++) {
            Hanging call = new Hanging();
            hanging.add(call);
            ForeignCalls.OfLine line = calls.of("c", SERVER);
            line.execute(call);
            assertThat(call.begun.await(20, SECONDS)).isTrue();
            line.end();
            line.end();
            call.go.countDown();
            call.awaitReturn();
        }
        assertThatCode(() -> calls.of("c", SERVER)).doesNotThrowAnyException();
    }
}
