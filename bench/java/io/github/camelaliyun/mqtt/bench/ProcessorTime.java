package io.github.camelaliyun.mqtt.bench;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Where the time of all processors has gone up to a moment, in the ticks in which Linux counts it.
 *
 * @param all of all processors, idle or not
 * @param stolen which the host of a virtual machine gave to somebody else
 * @param used by all processes and the system
 * @param own the part of it that went to the harness and to its processes that have ended
 */
record ProcessorTime(long all, long stolen, long used, long own) {

    private static final double PERCENT = 100;

    /** Places in the line {@code cpu} of {@code /proc/stat}; guests' time behind them is part of the first two. */
    private static final int IDLE = 3;

    private static final int IO_WAIT = 4;
    private static final int STOLEN = 7;
    private static final int PLACES = 8;

    /** utime, stime, cutime and cstime of {@code /proc/self/stat}, counted from behind the name, which may have spaces. */
    private static final int FIRST_OWN = 11;

    private static final int END_OWN = 15;

    /** @return empty if the texts are not of the form that Linux gives them */
    static Optional<ProcessorTime> parse(String stat, String selfStat) {
        try {
            long[] places = Arrays.stream(stat.lines().findFirst().orElse("").split("\\s+"))
                    .skip(1)
                    .limit(PLACES)
                    .mapToLong(Long::parseLong)
                    .toArray();
            String[] self =
                    selfStat.substring(selfStat.lastIndexOf(')') + 1).strip().split("\\s+");
            long own = Arrays.stream(self, FIRST_OWN, END_OWN)
                    .mapToLong(Long::parseLong)
                    .sum();
            long all = LongStream.of(places).sum();
            return Optional.of(
                    new ProcessorTime(all, places[STOLEN], all - places[IDLE] - places[IO_WAIT] - places[STOLEN], own));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** What part of the processors was stolen since then, in percent. */
    double stolenSince(ProcessorTime before) {
        return part(stolen - before.stolen, before);
    }

    /** What part of the processors others had since then, in percent: neither the harness nor what it started. */
    double othersSince(ProcessorTime before) {
        return part(used - before.used - (own - before.own), before);
    }

    /** Own time is rounded otherwise than that of all, so the difference may be a little under zero. */
    private double part(long ticks, ProcessorTime before) {
        long passed = all - before.all;
        return passed <= 0 ? 0 : PERCENT * Math.max(0, ticks) / passed;
    }
}
