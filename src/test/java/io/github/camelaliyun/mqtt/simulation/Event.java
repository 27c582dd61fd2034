package io.github.camelaliyun.mqtt.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One event of a schedule.
 *
 * @param millis when, after the one before it
 * @param kind what
 * @param a which route, topic or option; what it means is up to the kind
 * @param b how much, or how long
 */
record Event(int millis, Kind kind, int a, int b) {

    /** What can happen; the weight is how often it does. */
    enum Kind {
        DELIVER(30, false),
        BURST(4, false),
        DELIVER_TO_NOBODY(3, true),
        DELIVER_TOO_LARGE(2, true),
        PUBLISH(14, false),
        PUBLISH_POISON(2, true),
        PUBLISH_FAIL_FAST(2, false),
        ADD(3, false),
        BAD_INPUT(2, true),
        START(7, false),
        STOP(5, true),
        SUSPEND(3, true),
        RESUME(4, false),
        REMOVE(2, true),
        RELOAD(4, true),
        RELOAD_OTHER_FILTERS(3, true),
        MODE(9, true),
        CUT(4, true),
        CLOSE(4, true),
        CLOSE_AFTER(4, true),
        HALF_OPEN(3, true),
        REFUSE(3, true),
        SILENT(3, true),
        CONNACK(2, true),
        DEAF_TO_SUBSCRIBE(3, true),
        NONSENSE_SUBACK(2, true),
        GRANTS_LESS(2, true),
        REFUSE_FILTER(2, true),
        NO_PINGRESP(2, true),
        LOSE_SESSIONS(2, true),
        KICK(3, true),
        CREDENTIALS_THROW(3, true),
        LISTENER_THROWS(2, true),
        TOKEN_SOURCE_FAILS(2, true),
        TOKEN_SOURCE_THROWS(2, true),
        TOKEN_REVOKED(2, true),
        RETAIN(2, false),
        HEAL(5, false);

        private final int weight;
        private final boolean fault;

        Kind(int weight, boolean fault) {
            this.weight = weight;
            this.fault = fault;
        }

        boolean isFault() {
            return fault;
        }
    }

    private static final int TOTAL = total();

    private static int total() {
        int total = 0;
        for (Kind kind : Kind.values()) {
            total += kind.weight;
        }
        return total;
    }

    /** A schedule of so many events. */
    static List<Event> schedule(SplittableRandom random, int events) {
        List<Event> schedule = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            int millis = random.nextInt(4) == 0 ? random.nextInt(8_000) : random.nextInt(400);
            schedule.add(new Event(millis, kind(random), random.nextInt(1 << 16), random.nextInt(1 << 16)));
        }
        return schedule;
    }

    private static Kind kind(SplittableRandom random) {
        int left = random.nextInt(TOTAL);
        for (Kind kind : Kind.values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the weights add up to the total");
    }
}
