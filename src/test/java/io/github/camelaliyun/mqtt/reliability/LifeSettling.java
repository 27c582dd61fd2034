package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.Estate;

import java.time.Duration;

/**
 * Tells the books of a {@link RandomLife} when it was connected, and when the filter of a route is in force; the sender's
 * thread looks, and the thread of the life declares.
 */
final class LifeSettling {

    /** An UNSUBSCRIBE is through when the connection has been in order for so long. */
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(2);

    private final LifeBooks books;

    /** For the sender's thread alone. */
    private long connects;

    private long lookedAt = System.nanoTime();

    /** Guards what follows: when each present route was last declared, until that is settled; else 0. */
    private final Object lock = new Object();

    private final long[] unsettledSince = new long[LifePlan.ROUTES];
    private long inOrderSince;
    private boolean lineFaulty;
    private boolean givenUpAny;

    LifeSettling(LifeBooks books) {
        this.books = books;
    }

    void observe(Estate estate) {
        boolean connected = LifeJudge.connected(estate);
        long seen = estate.component().connectionStatuses().stream()
                .mapToLong(ConnectionStatus::connects)
                .sum();
        long now = System.nanoTime();
        if (seen != connects) {
            books.connected(lookedAt, now);
        }
        connects = seen;
        lookedAt = now;
        synchronized (lock) {
            if (!connected || lineFaulty) {
                inOrderSince = now;
            }
            for (int i = 0; i < LifePlan.ROUTES; i++) {
                long since = unsettledSince[i];
                if (since != 0 && now - Math.max(since, inOrderSince) > SETTLED_AFTER.toNanos()) {
                    unsettledSince[i] = 0;
                    books.settled(i, now);
                }
            }
        }
    }

    void lineFaulty(boolean faulty) {
        synchronized (lock) {
            lineFaulty = faulty;
        }
    }

    /** A route is there, with a filter; once a filter was given up it counts when it is settled. */
    void declared(int route, String filter) {
        synchronized (lock) {
            long now = System.nanoTime();
            unsettledSince[route] = givenUpAny ? now : 0;
            books.declared(route, filter, givenUpAny ? Long.MAX_VALUE : now, now);
        }
    }

    /** A route goes, and its filter with it. */
    void givenUp(int route) {
        synchronized (lock) {
            unsettledSince[route] = 0;
            givenUpAny = true;
        }
    }
}
