package io.github.camelaliyun.mqtt.bench.worker;

import java.util.Map;

/**
 * Wall clock and CPU time at one moment, with what was done by then.
 *
 * @param wall {@link System#nanoTime()}
 * @param cpu nanoseconds of CPU time of this process
 * @param done messages so far
 */
record Stopwatch(long wall, long cpu, long done) {

    static Stopwatch at(long done) {
        return new Stopwatch(System.nanoTime(), CpuTime.nanos(), done);
    }

    /** Messages a second and microseconds of CPU time for each, from here to {@code end}; nothing of no messages. */
    Map<String, Double> until(Stopwatch end) {
        double messages = end.done - done;
        if (messages == 0) {
            return Map.of();
        }
        return Map.of(
                "messagesPerSecond",
                messages * 1e9 / (end.wall - wall),
                "cpuMicrosPerMessage",
                (end.cpu - cpu) / 1e3 / messages);
    }
}
