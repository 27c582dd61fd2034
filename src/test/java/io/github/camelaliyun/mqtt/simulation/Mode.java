package io.github.camelaliyun.mqtt.simulation;

/** What a route does with its messages for a while. */
enum Mode {
    /** It ends with them soon. */
    WELL,
    /** It ends with some of them only after seconds, and keeps its turn. */
    SLOW,
    /** Every exchange fails. */
    FAILS,
    /** Half of them fail. */
    FAILS_OFTEN,
    /** It throws an exception or an error. */
    THROWS,
    /** It hands over, and ends with them later. */
    HANDS_OVER,
    /** It hands over, and its exchanges fail after seconds. */
    FAILS_LATE,
    /** What it hands over to takes nothing more: the exchange returns with an exception. */
    FULL,
    /** It hands over to somebody who forgets them. */
    LOSES,
    /** It hands over to somebody who ends with them when all is well again. */
    STAYS_OPEN,
    /** It tells every outcome more than once. */
    STUTTERS
}
