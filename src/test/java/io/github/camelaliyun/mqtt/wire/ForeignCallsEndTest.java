package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

/** What becomes of the calls of a line when it ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignCallsEndTest extends ForeignCallsRig {

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
