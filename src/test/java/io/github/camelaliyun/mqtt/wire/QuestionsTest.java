package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuestionsTest {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Questions<String, String> questions = new Questions<>(tasks::add);

    @Test
    void allWhoAskGetTheOneAnswer() {
        CompletableFuture<String> first = questions.ask("name", () -> "address");
        CompletableFuture<String> second = questions.ask("name", () -> "never asked");
        questions.ask("other", () -> "of the other");
        assertThat(tasks).hasSize(2);
        tasks.remove().run();

        assertThat(first).isCompletedWithValue("address");
        assertThat(second).isCompletedWithValue("address");
    }

    /** As of a key store behind an address that was silent once. */
    @Test
    void aQuestionThatHangsIsAskedOnceMoreAfterAGapThatDoubles() {
        AtomicLong now = new AtomicLong();
        Questions<String, String> patient = new Questions<>(tasks::add, now::get);
        CompletableFuture<String> first = patient.ask("keys", () -> "late");
        now.addAndGet(Questions.FIRST_GAP.toNanos() - 1);
        patient.ask("keys", () -> "never asked");
        assertThat(tasks).hasSize(1);
        now.addAndGet(1);
        CompletableFuture<String> second = patient.ask("keys", () -> "fresh");
        assertThat(tasks).hasSize(2);
        now.addAndGet(2 * Questions.FIRST_GAP.toNanos() - 1);
        CompletableFuture<String> beside = patient.ask("keys", () -> "never asked");
        assertThat(tasks).hasSize(2);
        Runnable hanging = tasks.remove();
        tasks.remove().run();

        assertThat(second).isCompletedWithValue("fresh");
        assertThat(beside).isCompletedWithValue("fresh");
        assertThat(first).isNotDone();
        CompletableFuture<String> third = patient.ask("keys", () -> "of another call");
        hanging.run();
        assertThat(first).isCompletedWithValue("late");
        assertThat(third).as("that one goes on").isNotDone();
        CompletableFuture<String> fourth = patient.ask("keys", () -> "never asked");
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(fourth).isCompletedWithValue("of another call");
    }

    @Test
    void whoWaitsNoMoreIsToldNothingAndKeepsNobodyFromTheAnswer() {
        List<String> told = new ArrayList<>();
        CompletableFuture<String> given = questions.ask("name", () -> "address");
        given.thenAccept(told::add);
        CompletableFuture<String> patient = questions.ask("name", () -> "never asked");
        given.cancel(false);
        tasks.remove().run();

        assertThat(told).isEmpty();
        assertThat(patient).isCompletedWithValue("address");
    }

    /** As with a name server that is gone, at each attempt of a thousand connections. */
    @Test
    void aQuestionWithoutAnAnswerKeepsNothingOfThoseWhoWaitNoMore() {
        List<WeakReference<CompletableFuture<String>>> waited = IntStream.range(0, 6)
                .mapToObj(number -> {
                    CompletableFuture<String> asked = questions.ask("name", () -> "address");
                    switch (number % 3) {
                        case 0 -> asked.cancel(false);
                        case 1 -> asked.completeExceptionally(new IllegalStateException("says the test"));
                        default -> asked.complete("known meanwhile");
                    }
                    return new WeakReference<>(asked);
                })
                .toList();
        assertThat(tasks).hasSize(1);

        await().atMost(20, SECONDS).untilAsserted(() -> {
            System.gc();
            assertThat(waited).allSatisfy(asked -> assertThat(asked.get()).isNull());
        });
        CompletableFuture<String> later = questions.ask("name", () -> "never asked");
        tasks.remove().run();
        assertThat(later).isCompletedWithValue("address");
    }

    @Test
    void whatTheWorkersThrowIsToldAndTheNextAsksAnew() {
        AtomicInteger asked = new AtomicInteger();
        Questions<String, String> busy = new Questions<>(task -> {
            if (asked.getAndIncrement() == 0) {
                throw new RejectedExecutionException("says the test");
            }
            task.run();
        });

        assertThatThrownBy(() -> busy.ask("name", () -> "address").join())
                .hasRootCauseInstanceOf(RejectedExecutionException.class);
        assertThat(busy.ask("name", () -> "address")).isCompletedWithValue("address");
    }

    /** As an executor that has put the task into its queue when it cannot start a thread. */
    @Test
    void aTaskThatRunsThoughItWasRejectedHarmsNobody() {
        Questions<String, String> odd = new Questions<>(task -> {
            tasks.add(task);
            throw new OutOfMemoryError("says the test");
        });
        CompletableFuture<String> rejected = odd.ask("name", () -> "address");
        assertThat(rejected).isCompletedExceptionally();
        tasks.remove().run();

        assertThat(rejected).isCompletedExceptionally();
        assertThat(tasks).isEmpty();
    }

    /** Who gives up just then, and who asks just then, included. */
    @Test
    void whoComesAtTheMomentOfTheAnswerGetsOne() throws Exception {
        ExecutorService workers = Executors.newCachedThreadPool();
        Questions<Integer, String> shared = new Questions<>(workers);
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> asking = IntStream.range(0, 4)
                .mapToObj(number -> CompletableFuture.runAsync(
                        () -> {
                            awaitLatch(go);
                            for (int i = 0; i < 5_000; i++) {
                                shared.ask(i % 3, () -> "given up").cancel(false);
                                assertThat(shared.ask(i % 3, () -> "answer")).succeedsWithin(20, SECONDS);
                            }
                        },
                        workers))
                .toList();
        go.countDown();
        asking.forEach(CompletableFuture::join);
        workers.shutdown();
        assertThat(workers.awaitTermination(20, SECONDS)).isTrue();
    }
}
