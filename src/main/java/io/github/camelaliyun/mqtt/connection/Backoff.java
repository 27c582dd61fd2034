package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next connect, or the next question to a token source: doubling from one second to the longest
 * wait, spread by a quarter either way so that a fleet that lost its broker together does not come back together. The longest
 * wait is so with its spread. Guarded by its owner's lock.
 */
public final class Backoff {

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final double SPREAD = 0.25;

    /** A connection that lived shorter is no sign that all is well, whatever the wait before it. */
    private static final Duration SHORTEST_GOOD_LIFE = Duration.ofSeconds(5);
    /** One that lived as long is, whatever the wait before it: no rival waits so long. */
    private static final Duration GOOD_LIFE = LONGEST.plusSeconds(10);

    private final Duration longest;
    private final RandomGenerator random;
    private int failures;
    private Duration last = Duration.ZERO;

    /**
     * With the longest wait that there is: 30 s.
     *
     * @param random spreads the waits
     */
    public Backoff(RandomGenerator random) {
        this(LONGEST, random);
    }

    /**
     * @param longest at least {@link #FIRST}
     * @param random spreads the waits
     */
    Backoff(Duration longest, RandomGenerator random) {
        this.longest = longest;
        this.random = random;
    }

    /**
     * A connection has lived so long. If that was twice the wait before it, or longer than any wait, it was a good one, and
     * the next wait is the shortest again. Two clients with one clientId cannot both reset each other in this way: each lives
     * as long as the other waits.
     */
    void lived(Duration life) {
        boolean afterItsWait = life.compareTo(SHORTEST_GOOD_LIFE) >= 0 && life.compareTo(last.multipliedBy(2)) >= 0;
        if (afterItsWait || life.compareTo(GOOD_LIFE) >= 0) {
            failures = 0;
        }
    }

    /** {@return the wait after one more failure} */
    public Duration next() {
        long doubled = FIRST.toMillis() << Math.min(failures, 16);
        failures++;
        last = spread(doubled);
        return last;
    }

    /** The shortest wait; the next one is as if it had not been. */
    Duration first() {
        return spread(FIRST.toMillis());
    }

    private Duration spread(long millis) {
        double jitter = 1 + SPREAD * (2 * random.nextDouble() - 1);
        return Duration.ofMillis((long) (Math.min(millis, longest.toMillis() / (1 + SPREAD)) * jitter));
    }
}
