package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Warm;

/**
 * A figure of a case.
 *
 * @param name as the workers call it
 * @param title as the table's head says it, with the unit
 * @param moreIsBetter whether a greater value is a better one
 */
record Metric(String name, String title, boolean moreIsBetter) {

    static final Metric RATE = new Metric("messagesPerSecond", "messages/s", true);
    static final Metric CPU = new Metric("cpuMicrosPerMessage", "CPU us/message", false);
    static final Metric MISSING = new Metric("missing", "missing", false);
    static final Metric DUPLICATES = new Metric("duplicates", "duplicates", false);

    /** The same figure of the same process, after its long warm-up. */
    Metric warm() {
        return new Metric(Warm.name(name), "warm " + title, moreIsBetter);
    }
}
