package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NameLookupTest {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final NameLookup names = new NameLookup(tasks::add);

    @Test
    void allAddressesOfANameAreFound() throws Exception {
        CompletableFuture<List<InetAddress>> found = names.find("localhost");
        assertThat(found).isNotDone();
        tasks.remove().run();

        assertThat(found).isCompletedWithValue(List.of(InetAddress.getAllByName("localhost")));
    }

    @Test
    void anAddressIsItsOwnName() throws Exception {
        CompletableFuture<List<InetAddress>> four = names.find("127.0.0.1");
        CompletableFuture<List<InetAddress>> six = names.find("::1");
        tasks.forEach(Runnable::run);

        assertThat(four).isCompletedWithValue(List.of(InetAddress.getByName("127.0.0.1")));
        assertThat(six).isCompletedWithValue(List.of(InetAddress.getByName("::1")));
    }

    @Test
    void whoAsksForANameThatIsBeingLookedUpGetsTheSameAnswer() {
        CompletableFuture<List<InetAddress>> first = names.find("localhost");
        CompletableFuture<List<InetAddress>> second = names.find("localhost");
        names.find("127.0.0.1");
        assertThat(tasks).hasSize(2);
        tasks.forEach(Runnable::run);

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(second.join()).isEqualTo(first.join());
    }

    @Test
    void aNameIsLookedUpAnewWhenTheAnswerIsThere() {
        names.find("localhost");
        tasks.remove().run();
        CompletableFuture<List<InetAddress>> again = names.find("localhost");
        assertThat(again).isNotDone();
        tasks.remove().run();

        assertThat(again).isCompleted();
    }

    /** Who asks again when he learns the answer must not get the old one. */
    @Test
    void theAnswerIsForgottenBeforeItIsTold() {
        CompletableFuture<Integer> asked = names.find("localhost").thenApply(found -> {
            names.find("localhost");
            return tasks.size();
        });
        tasks.remove().run();

        assertThat(asked).isCompletedWithValue(1);
    }

    @Test
    void aNameThatIsUnknownIsNamedAndAskedForAgain() {
        for (int i = 0; i < 2; i++) {
            CompletableFuture<List<InetAddress>> unknown = names.find("no name at all");
            tasks.remove().run();

            assertThat(unknown)
                    .failsWithin(0, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withCauseExactlyInstanceOf(UnknownHostException.class)
                    .havingRootCause()
                    .withMessage("no name at all");
        }
    }

    @Test
    void theResolversOwnWordsAreNotTold() {
        NameLookup other = new NameLookup(Runnable::run, host -> {
            throw new UnknownHostException(host + ": says the test");
        });

        assertThat(other.find("server"))
                .failsWithin(0, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingRootCause()
                .withMessage("server");
    }

    /** An application may have a resolver of its own (java.net.spi.InetAddressResolverProvider). */
    @Test
    void whateverTheResolverThrowsIsTheAnswerAndItIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        NameLookup other = new NameLookup(tasks::add, host -> {
            asked.incrementAndGet();
            throw new StackOverflowError("says the test");
        });

        for (int i = 1; i <= 2; i++) {
            CompletableFuture<List<InetAddress>> answer = other.find("server");
            tasks.remove().run();
            assertThat(answer)
                    .failsWithin(0, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .havingRootCause()
                    .isInstanceOf(StackOverflowError.class);
            assertThat(asked).hasValue(i);
        }
    }

    @Test
    void anExecutorThatRejectsIsTheAnswerAndLeavesNothingBehind() {
        AtomicInteger rejected = new AtomicInteger();
        NameLookup busy = new NameLookup(task -> {
            if (rejected.getAndIncrement() == 0) {
                throw new RejectedExecutionException("says the test");
            }
            task.run();
        });

        assertThat(busy.find("localhost"))
                .failsWithin(0, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(busy.find("localhost")).isCompleted();
    }

    @Test
    void manyWhoAskAtOnceAllGetAnAnswer() throws Exception {
        ExecutorService workers = Executors.newCachedThreadPool();
        NameLookup shared = new NameLookup(workers);
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> asking = IntStream.range(0, 4)
                .mapToObj(number -> CompletableFuture.runAsync(
                        () -> {
                            awaitLatch(go);
                            for (int i = 0; i < 500; i++) {
                                assertThat(shared.find("127.0.0." + (1 + i % 3)).join())
                                        .hasSize(1);
                            }
                        },
                        workers))
                .toList();
        go.countDown();
        asking.forEach(CompletableFuture::join);
        workers.shutdown();
        assertThat(workers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
}
