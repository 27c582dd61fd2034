package io.github.camelaliyun.mqtt.bench;

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
}
