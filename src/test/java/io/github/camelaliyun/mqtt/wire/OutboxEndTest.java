package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;
import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of packets that wait when they are withdrawn, and when the outbox finishes or closes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutboxEndTest extends OutboxRig {

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
            public void onLeft() {}

            @Override
            public void onUnsent() {
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
                public void onLeft() {
                    throw new AssertionError("it has not");
                }

                @Override
                public void onUnsent() {
                    unsent.add(-1);
                    OutboxEndTest.<RuntimeException>sneak(thrown);
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
    void whatWasAcceptedIsTakenOrToldUnsentWhenever() throws Exception {
        ExecutorService workers = Executors.newCachedThreadPool();
        for (int round = 0; round < 200; round++) {
            Outbox each = new Outbox();
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger told = new AtomicInteger();
            CountDownLatch go = new CountDownLatch(1);
            Transmission transmission = new Transmission() {
                @Override
                public void onLeft() {}

                @Override
                public void onUnsent() {
                    told.incrementAndGet();
                }
            };
            List<CompletableFuture<Void>> senders = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                senders.add(CompletableFuture.runAsync(
                        () -> {
                            awaitLatch(go);
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
}
