package io.github.camelaliyun.mqtt.sandbox;

import java.time.Duration;

/** Refuses arguments that cannot be, with a message that begins with the argument's name. */
final class Argument {

    /** Longer than any test, and short enough to be counted in nanoseconds. */
    private static final Duration MAX_TIME = Duration.ofDays(365);

    private Argument() {}

    static void requireText(String name, String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + " is " + (value == null ? "null" : "empty") + ": give one");
        }
    }

    static void requireTopic(String name, String value) {
        requireText(name, value);
        if (value.contains("+") || value.contains("#")) {
            throw new IllegalArgumentException(
                    name + " '" + value + "' has a wildcard: a message is on one topic, filters are for subscriptions");
        }
    }

    static void requirePresent(String name, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is null: give one");
        }
    }

    static void requireNotNegative(String name, int number) {
        if (number < 0) {
            throw new IllegalArgumentException(
                    name + ": " + number + " is less than zero: give a number, or zero for none");
        }
    }

    /** A time from now on, or one that has passed. */
    static void requireTimeEitherWay(String name, Duration time) {
        requirePresent(name, time);
        if (time.compareTo(MAX_TIME) > 0 || time.compareTo(MAX_TIME.negated()) < 0) {
            throw new IllegalArgumentException(name + ": " + time + " is more than a year: give less");
        }
    }

    /** @param zero what zero means, as in {@code never} */
    static void requireTime(String name, Duration time, String zero) {
        requirePresent(name, time);
        if (time.isNegative() || time.compareTo(MAX_TIME) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + time + " is " + (time.isNegative() ? "less than zero" : "more than a year")
                            + ": give a time, or zero for " + zero);
        }
    }
}
