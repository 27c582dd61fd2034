package io.github.camelaliyun.mqtt.stress;

import io.github.camelaliyun.mqtt.connection.Handoff;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks that come while the worker is about to end. */
class HandoffRacesIT {

    private static final int TASKS = 60;
    /** Tasks that come at once, so that they come while the worker takes others. */
    private static final int BURST = 6;

    @Test
    void everyTaskIsRunOnceByOneWorkerInTheOrderOfItsGiver() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> give(rounds, random));
        }
    }

    private static void give(Rounds rounds, Random random) {
        Handoff handoff = new Handoff(new HeldTimer(), rounds.threads(), 1);
        Queue<Integer> done = new ConcurrentLinkedQueue<>();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Rounds.Round first = giver(handoff, 0, done, atOnce, most);
        Rounds.Round second = giver(handoff, TASKS, done, atOnce, most);
        rounds.race(random, first, second);

        Rounds.await(() -> done.size() >= 2 * TASKS, () -> "a task is not run; done: " + done);
        List<Integer> all = List.copyOf(done);
        assertThat(all).doesNotHaveDuplicates();
        assertThat(all.stream().filter(i -> i < TASKS).toList()).isSorted();
        assertThat(all.stream().filter(i -> i >= TASKS).toList()).isSorted();
        assertThat(most.get()).as("workers at once").isEqualTo(1);
    }

    private static Rounds.Round giver(
            Handoff handoff, int from, Queue<Integer> done, AtomicInteger atOnce, AtomicInteger most) {
        return own -> {
            for (int i = from; i < from + TASKS; i++) {
                int number = i;
                handoff.execute(() -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    done.add(number);
                    atOnce.decrementAndGet();
                });
                if (own.nextInt(BURST) == 0) {
                    Rounds.spin(own);
                }
            }
        };
    }
}
