package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignCallsTest {

    private static final String SERVER = "ssl://server:8883";

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final ForeignCalls calls = new ForeignCalls(workers, nanos::get);
    private final List<Hanging> hanging = new ArrayList<>();

    /** One that no interrupt ends. */
    private static final class Hanging implements Runnable {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private volatile boolean interrupted;
        private volatile Thread thread;

        /** Until its thread does something else. */
        void awaitReturn() {
            await().atMost(20, SECONDS)
                    .until(() -> Stream.of(thread.getStackTrace())
                            .noneMatch(frame -> frame.getClassName().startsWith(ForeignCalls.class.getName())));
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            begun.countDown();
            while (go.getCount() > 0) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        hanging.forEach(call -> call.go.countDown());
        workers.shutdown();
        assertThat(workers.awaitTermination(20, SECONDS)).isTrue();
    }

    private void hang() throws Exception {
        Hanging call = new Hanging();
        ForeignCalls.OfLine line = calls.of("c", SERVER);
        hanging.add(call);
        line.execute(call);
        assertThat(call.begun.await(20, SECONDS)).isTrue();
        line.end();
    }

    private void hangThreeTimes() throws Exception {
        for (int i = 0; i < ForeignCalls.MOST; i++) {
            hang();
        }
    }

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

    @Test
    void aCallIsInterruptedWhenItsLineEnds() throws Exception {
        hang();

        await().atMost(20, SECONDS).until(() -> hanging.get(0).interrupted);
    }

    @Test
    void nothingIsAskedForALineThatHasEnded() throws Exception {
        ForeignCalls.OfLine line = calls.of("c", SERVER);
        line.end();
        AtomicBoolean ran = new AtomicBoolean();
        line.execute(() -> ran.set(true));
        workers.shutdown();
        assertThat(workers.awaitTermination(20, SECONDS)).isTrue();

        assertThat(ran).isFalse();
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

    @Test
    void workersThatHaveEndedKeepNoLineFromItsEnd() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Hanging call = new Hanging();
        hanging.add(call);
        ForeignCalls.OfLine line = new ForeignCalls(task -> {
                    if (over.get()) {
                        throw new RejectedExecutionException("says the test");
                    }
                    workers.execute(task);
                })
                .of("c", SERVER);
        line.execute(call);
        assertThat(call.begun.await(20, SECONDS)).isTrue();
        over.set(true);

        assertThatCode(line::end).doesNotThrowAnyException();
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

    /** The interrupt is of the call that its line has left, whatever its thread does when it comes. */
    @Test
    void whoUsesTheThreadNextIsNotInterrupted() throws Exception {
        List<Runnable> waiting = new ArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        ForeignCalls.OfLine line = new ForeignCalls(task -> {
                    if (ended.get()) {
                        waiting.add(task);
                    } else {
                        workers.execute(task);
                    }
                })
                .of("c", SERVER);
        Hanging call = new Hanging();
        Hanging next = new Hanging();
        hanging.addAll(List.of(call, next));
        line.execute(call);
        assertThat(call.begun.await(20, SECONDS)).isTrue();
        ended.set(true);
        line.end();
        call.go.countDown();
        call.awaitReturn();
        // The pool gives it the thread that is free.
        await().atMost(20, SECONDS).until(() -> call.thread.getState() == Thread.State.TIMED_WAITING);
        workers.execute(next);
        assertThat(next.begun.await(20, SECONDS)).isTrue();
        assertThat(next.thread).isSameAs(call.thread);
        assertThat(waiting).hasSize(1);
        waiting.get(0).run();

        next.go.countDown();
        next.awaitReturn();
        assertThat(next.interrupted || next.thread.isInterrupted()).isFalse();
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

    /** Client identifiers may be without a number, as where each start has a new one. */
    @Test
    void nothingIsKeptOfConnectionsWhoseCallsHaveReturned() throws Exception {
        List<WeakReference<String>> clientIds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clientIds.add(hangFor("c" + i));
        }
        await().atMost(20, SECONDS).untilAsserted(() -> {
            System.gc();
            assertThat(clientIds)
                    .allSatisfy(clientId -> assertThat(clientId.get()).isNull());
        });
    }

    /** The line, too, is nobody's any more. */
    private WeakReference<String> hangFor(String clientId) throws Exception {
        Hanging call = new Hanging();
        hanging.add(call);
        ForeignCalls.OfLine line = calls.of(clientId, SERVER);
        line.execute(call);
        assertThat(call.begun.await(20, SECONDS)).isTrue();
        line.end();
        call.go.countDown();
        call.awaitReturn();
        return new WeakReference<>(clientId);
    }
}
