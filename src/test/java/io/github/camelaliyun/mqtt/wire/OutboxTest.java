package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutboxTest {

    private final Outbox outbox = new Outbox();
    private final List<Integer> unsent = new ArrayList<>();

    private final List<Throwable> complaints = new CopyOnWriteArrayList<>();

    @Test
    void packetsAreTakenInTheOrderInWhichTheyWereGiven() {
        for (int id = 1; id <= 100; id++) {
            add(id, 4);
            if (id % 7 == 0) {
                assertThat(ids(outbox.take(4))).hasSize(1);
            }
        }

        assertThat(ids(outbox.take(1_000))).containsExactlyElementsOf(range(15, 100));
        assertThat(outbox.take(1_000)).isEmpty();
    }

    @Test
    void aBatchHasNoMoreBytesThanWantedButOnePacketAtLeast() {
        add(1, 60);
        add(2, 40);
        add(3, 1);
        add(4, 500);
        add(5, 100);
        add(6, Integer.MAX_VALUE);
        add(7, Integer.MAX_VALUE);

        assertThat(ids(outbox.take(100))).containsExactly(1, 2);
        assertThat(ids(outbox.take(100))).containsExactly(3);
        assertThat(ids(outbox.take(100))).containsExactly(4);
        assertThat(ids(outbox.take(100))).containsExactly(5);
        assertThat(ids(outbox.take(100))).containsExactly(6);
        assertThat(ids(outbox.take(Integer.MAX_VALUE))).containsExactly(7);
        assertThat(outbox.take(100)).isEmpty();
    }

    @Test
    void aBatchGoesOnWithWhatHasBeenGivenSinceTheLastOne() {
        add(1, 60);
        add(2, 60);
        assertThat(ids(outbox.take(100))).containsExactly(1);
        add(3, 40);

        assertThat(ids(outbox.take(100))).containsExactly(2, 3);
    }

    @Test
    void theEventLoopIsToldOfTheFirstPacketAndAgainWhenItHasFoundNone() {
        assertThat(add(1, 4)).isEqualTo(Outbox.Taken.FIRST);
        assertThat(add(2, 4)).isEqualTo(Outbox.Taken.YES);
        assertThat(ids(outbox.take(100))).containsExactly(1, 2);
        assertThat(add(3, 4)).isEqualTo(Outbox.Taken.YES);
        assertThat(ids(outbox.take(100))).containsExactly(3);
        assertThat(outbox.take(100)).isEmpty();

        assertThat(add(4, 4)).isEqualTo(Outbox.Taken.FIRST);
        assertThat(add(5, 4)).isEqualTo(Outbox.Taken.YES);
    }

    @Test
    void thereIsALimitToWhatWaits() {
        for (int i = 0; i < Outbox.MOST_WAITING; i++) {
            assertThat(add(i, 1)).isIn(Outbox.Taken.FIRST, Outbox.Taken.YES);
        }
        assertThat(add(0, 1)).isEqualTo(Outbox.Taken.FULL);
        assertThat(add(0, 1)).isEqualTo(Outbox.Taken.FULL);

        assertThat(outbox.take(10)).hasSize(10);
        assertThat(add(0, 1)).isEqualTo(Outbox.Taken.YES);
    }

    @Test
    void whatIsWithdrawnDoesNotLeaveAndKeepsNothing() {
        Outbox.Entry first = entry(1);
        Outbox.Entry second = entry(2);
        outbox.add(first);
        outbox.add(second);
        add(3, 4);
        assertThat(second.withdraw()).isTrue();
        assertThat(second.withdraw()).isFalse();

        assertThat(second.packet()).isNull();
        assertThat(second.transmission()).isNull();
        assertThat(ids(outbox.take(4))).containsExactly(1);
        assertThat(first.withdraw()).isFalse();
        assertThat(ids(outbox.take(100))).containsExactly(3);
        assertThat(outbox.take(100)).isEmpty();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void whatIsWithdrawnIsNotToldUnsent() {
        Outbox.Entry withdrawn = entry(1);
        outbox.add(withdrawn);
        outbox.add(entry(2));
        withdrawn.withdraw();
        outbox.close();
        outbox.tellUnsent(complaints::add);

        assertThat(unsent).containsExactly(2);
    }

    private Outbox.Entry entry(int id) {
        return new Outbox.Entry(new Packet.Puback(id), 4, new Transmission() {
            @Override
            public void left() {}

            @Override
            public void unsent() {
                unsent.add(id);
            }
        });
    }

    @Test
    void whatFindsNoPlaceIsNotToldUnsent() {
        for (int i = 0; i < Outbox.MOST_WAITING; i++) {
            add(i, 1);
        }
        add(-1, 1);
        outbox.close();
        outbox.tellUnsent(complaints::add);

        assertThat(unsent).hasSize(Outbox.MOST_WAITING).doesNotContain(-1);
    }

    @Test
    void afterFinishingNothingIsTakenInAndWhatWaitsStillLeaves() {
        add(1, 4);
        add(2, 4);
        assertThat(outbox.finish()).isFalse();
        assertThat(add(3, 4)).isEqualTo(Outbox.Taken.NO);
        assertThat(outbox.isFinished()).isFalse();
        assertThat(ids(outbox.take(4))).containsExactly(1);
        assertThat(outbox.isFinished()).isFalse();
        assertThat(ids(outbox.take(4))).containsExactly(2);
        assertThat(outbox.isFinished()).isTrue();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void theEventLoopIsToldOfTheEndIfItSleeps() {
        assertThat(outbox.isFinished()).isFalse();
        assertThat(outbox.finish()).isTrue();
        assertThat(outbox.isFinished()).isTrue();
        assertThat(outbox.finish()).isFalse();
        assertThat(outbox.take(100)).isEmpty();
    }

    @Test
    void itIsEmptyWhenNothingWaitsAnywhere() {
        assertThat(outbox.isEmpty()).isTrue();
        add(1, 4);
        assertThat(outbox.isEmpty()).isFalse();
        add(2, 4);
        outbox.take(4);
        assertThat(outbox.isEmpty()).isFalse();
        outbox.take(4);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void afterTheEndNothingIsTakenInAndWhatWaitsIsToldUnsentOnce() {
        add(1, 4);
        add(2, 4);
        add(3, 4);
        outbox.take(4);
        add(4, 4);
        outbox.add(new Outbox.Entry(Packet.PINGREQ, 2, null));
        outbox.close();
        assertThat(add(5, 4)).isEqualTo(Outbox.Taken.NO);
        outbox.tellUnsent(complaints::add);
        outbox.tellUnsent(complaints::add);

        assertThat(unsent).containsExactly(2, 3, 4);
        assertThat(outbox.take(100)).isEmpty();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void whatOnlyWaitsDoesNotLeaveAfterTheEnd() {
        add(1, 4);
        outbox.close();

        assertThat(outbox.take(100)).isEmpty();
        outbox.tellUnsent(complaints::add);
        assertThat(unsent).containsExactly(1);
    }

    @Test
    void whoThrowsKeepsNobodyFromLearningThatHisPacketWasNotSent() {
        add(1, 4);
        for (Throwable thrown :
                List.of(new IllegalStateException("says the test"), new OutOfMemoryError("says the test"))) {
            outbox.add(new Outbox.Entry(Packet.PINGREQ, 2, new Transmission() {
                @Override
                public void left() {
                    throw new AssertionError("it has not");
                }

                @Override
                public void unsent() {
                    unsent.add(-1);
                    OutboxTest.<RuntimeException>sneak(thrown);
                }
            }));
        }
        add(2, 4);
        outbox.close();
        outbox.tellUnsent(complaints::add);

        assertThat(unsent).containsExactly(1, -1, -1, 2);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void ofWhatManyThreadsGiveEachPacketIsTakenInOrderAndNoneIsForgotten() throws Exception {
        int threads = 4;
        int each = 20_000;
        ExecutorService workers = Executors.newCachedThreadPool();
        Semaphore wakes = new Semaphore(0);
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> senders = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            senders.add(CompletableFuture.runAsync(
                    () -> {
                        await(go);
                        for (int i = 1; i <= each; i++) {
                            if (add(number * each + i, 4) == Outbox.Taken.FIRST) {
                                wakes.release();
                            }
                        }
                    },
                    workers));
        }
        go.countDown();
        Map<Integer, Integer> latest = new HashMap<>();
        int taken = 0;
        // Only who is woken looks: a packet whose giver was told YES wrongly would wait here for ever.
        while (taken < threads * each) {
            assertThat(wakes.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            for (List<Outbox.Entry> batch = outbox.take(100); !batch.isEmpty(); batch = outbox.take(100)) {
                for (int id : ids(batch)) {
                    assertThat((id - 1) % each + 1).isEqualTo(latest.merge((id - 1) / each, 1, Integer::sum));
                    taken++;
                }
            }
        }
        senders.forEach(CompletableFuture::join);
        workers.shutdown();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(wakes.drainPermits()).isZero();
    }

    @Test
    void whatWasAcceptedIsTakenOrToldUnsentWhenever() throws Exception {
        ExecutorService workers = Executors.newCachedThreadPool();
        for (int round = 0; round < 200; round++) {
            Outbox each = new Outbox();
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger told = new AtomicInteger();
            CountDownLatch go = new CountDownLatch(1);
            Transmission transmission = new Transmission() {
                @Override
                public void left() {}

                @Override
                public void unsent() {
                    told.incrementAndGet();
                }
            };
            List<CompletableFuture<Void>> senders = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                senders.add(CompletableFuture.runAsync(
                        () -> {
                            await(go);
                            for (Outbox.Taken said = Outbox.Taken.YES; said != Outbox.Taken.NO; ) {
                                said = each.add(new Outbox.Entry(Packet.PINGREQ, 2, transmission));
                                if (said == Outbox.Taken.FIRST || said == Outbox.Taken.YES) {
                                    accepted.incrementAndGet();
                                }
                            }
                        },
                        workers));
            }
            go.countDown();
            int taken = 0;
            for (int i = 0; i < 50; i++) {
                taken += each.take(64).size();
            }
            each.close();
            taken += each.take(64).size();
            each.tellUnsent(complaints::add);
            senders.forEach(CompletableFuture::join);

            assertThat(taken + told.get()).as("round %d", round).isEqualTo(accepted.get());
        }
        workers.shutdown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** An outbox looks at no packet: a number may be any. */
    private Outbox.Taken add(int id, int size) {
        return outbox.add(new Outbox.Entry(new Packet.Puback(id), size, new Transmission() {
            @Override
            public void left() {
                throw new AssertionError("not an outbox's to tell");
            }

            @Override
            public void unsent() {
                unsent.add(id);
            }
        }));
    }

    private static List<Integer> ids(List<Outbox.Entry> batch) {
        return batch.stream()
                .map(entry -> ((Packet.Puback) entry.packet()).packetId())
                .toList();
    }

    private static List<Integer> range(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }
}
