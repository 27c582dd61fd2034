package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.Unacknowledged.Arrival;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class UnacknowledgedTest {

    private final Unacknowledged bounded = new Unacknowledged(true);

    @Test
    void aMessageThatIsSentAgainWhileItIsProcessedIsTakenOnce() {
        assertThat(bounded.arrived(1, 10)).isEqualTo(Arrival.NEW);
        assertThat(bounded.arrived(1, 10)).isEqualTo(Arrival.REPEATED);
        bounded.acknowledged(1);
        assertThat(bounded.arrived(1, 10)).isEqualTo(Arrival.NEW);
    }

    @Test
    void whatIsOverTheBoundIsLeftAndFetchedOnceThereIsRoom() {
        fill(bounded, Unacknowledged.MAX_MESSAGES, 1);
        assertThat(bounded.arrived(10_001, 1)).isEqualTo(Arrival.TOO_MANY);
        assertThat(bounded.arrived(10_002, 1)).isEqualTo(Arrival.TOO_MANY);

        int third = Unacknowledged.MAX_MESSAGES / 3;
        for (int id = 1; id < Unacknowledged.MAX_MESSAGES - third; id++) {
            assertThat(bounded.acknowledged(id)).isZero();
        }
        assertThat(bounded.acknowledged(Unacknowledged.MAX_MESSAGES - third)).isEqualTo(2);
    }

    @Test
    void onceAMessageWasLeftTheLaterOnesAreToo() {
        fill(bounded, Unacknowledged.MAX_MESSAGES, 1);
        bounded.arrived(10_001, 1);
        bounded.acknowledged(1);

        assertThat(bounded.arrived(10_002, 1)).isEqualTo(Arrival.TOO_MANY);
    }

    @Test
    void largeMessagesReachTheBoundSooner() {
        int large = (int) (Unacknowledged.MAX_BYTES / 4);
        fill(bounded, 4, large);

        assertThat(bounded.arrived(10_001, 1)).isEqualTo(Arrival.TOO_MANY);
        assertThat(bounded.acknowledged(1)).isZero();
    }

    @Test
    void nothingIsLeftWithABrokerThatKeepsNoSession() {
        Unacknowledged unbounded = new Unacknowledged(false);
        fill(unbounded, Unacknowledged.MAX_MESSAGES + 1, 1);

        assertThat(unbounded.acknowledged(1)).isZero();
    }

    @Test
    @Timeout(10)
    void readingWaitsForRoomWhileTheRoutesTakeMore() throws Exception {
        fill(bounded, Unacknowledged.MAX_MESSAGES, 1);
        CompletableFuture<Void> waiting = awaitRoomAside(() -> false);
        int third = Unacknowledged.MAX_MESSAGES / 3;
        for (int id = 1; id <= third; id++) {
            bounded.acknowledged(id);
            assertThat(waiting).isNotDone();
        }
        bounded.acknowledged(third + 1);

        waiting.get(5, TimeUnit.SECONDS);
        assertThat(bounded.arrived(10_001, 1)).isEqualTo(Arrival.NEW);
    }

    @Test
    @Timeout(10)
    void readingGoesOnAtOnceWhenSomethingElseIsExpected() throws Exception {
        fill(bounded, Unacknowledged.MAX_MESSAGES, 1);
        AtomicBoolean urgent = new AtomicBoolean();
        long start = System.nanoTime();
        CompletableFuture<Void> waiting = awaitRoomAside(urgent::get);
        urgent.set(true);
        bounded.hurry();
        waiting.get(5, TimeUnit.SECONDS);

        assertThat(System.nanoTime() - start).isLessThan(Unacknowledged.LONGEST_WAIT_NANOS);
        assertThat(bounded.arrived(10_001, 1)).isEqualTo(Arrival.TOO_MANY);
    }

    @Test
    @Timeout(10)
    void readingWaitsForRoomOnceAndNotForEachMessage() throws Exception {
        fill(bounded, Unacknowledged.MAX_MESSAGES, 1);
        bounded.awaitRoom(1, () -> false);
        bounded.arrived(10_001, 1);
        long start = System.nanoTime();
        bounded.awaitRoom(1, () -> false);

        assertThat(System.nanoTime() - start).isLessThan(Unacknowledged.LONGEST_WAIT_NANOS);
    }

    /** Returns when it waits. */
    private CompletableFuture<Void> awaitRoomAside(BooleanSupplier urgent) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {
            try {
                bounded.awaitRoom(1, () -> {
                    asked.countDown();
                    return urgent.getAsBoolean();
                });
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        return done;
    }

    private static void fill(Unacknowledged unacknowledged, int messages, int size) {
        IntStream.rangeClosed(1, messages)
                .forEach(id -> assertThat(unacknowledged.arrived(id, size)).isEqualTo(Arrival.NEW));
    }
}
