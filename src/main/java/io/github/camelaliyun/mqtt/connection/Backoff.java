package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next connect: doubling from one second to thirty, spread by a quarter either way so that a
 * fleet that lost its broker together does not come back together. Guarded by its lifecycle's lock.
 */
final class Backoff {

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final double SPREAD = 0.25;

    private int failures;

    /** The wait after one more failure. */
    Duration next() {
        long doubled = FIRST.toMillis() << Math.min(failures, 16);
        failures++;
        double jitter = 1 + SPREAD * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofMillis((long) (Math.min(doubled, LONGEST.toMillis()) * jitter));
    }

    void reset() {
        failures = 0;
    }
}
