package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Clock;
import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Waits for the connects of a peer that can only be asked how many are done. */
final class ConnectsAwaited {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration LIMIT_EACH = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofMillis(5);
    /** Who has many of them takes long to answer, which must take no part of the time that they are measured in. */
    private static final Duration PAUSE_EACH = Duration.ofNanos(5_000);

    private ConnectsAwaited() {}

    static void await(Plan plan, LongSupplier connected) throws InterruptedException {
        Duration limit = LIMIT.plus(LIMIT_EACH.multipliedBy(plan.identities()));
        Duration pause = PAUSE.plus(PAUSE_EACH.multipliedBy(plan.identities()));
        long end = System.nanoTime() + limit.toNanos();
        while (connected.getAsLong() < plan.identities()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(
                        connected.getAsLong() + " of " + plan.identities() + " connections came up in " + limit);
            }
            Clock.awaitNanoTime(System.nanoTime() + pause.toNanos());
        }
    }
}
