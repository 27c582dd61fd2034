package io.github.camelaliyun.mqtt.bench;

import org.apache.camel.util.json.JsonObject;

import java.util.Locale;
import java.util.Optional;

/**
 * How quiet the machine was before and during a measurement, in percent of all its processors. The load average is told
 * and decides nothing: the bench's own processes are in it.
 *
 * @param stolen the greater of both times: what the host of a virtual machine took
 * @param others the greater of both times: what went to processes that are not of the bench
 * @param load average of one minute, before
 */
record Quietness(double stolen, double others, double load) {

    private static final double MOST_STOLEN = 1;
    private static final double MOST_OTHERS = 5;

    /**
     * From what was read before and after each of both times.
     *
     * @param loadAverage the text of {@code /proc/loadavg}
     * @return empty if one of them could not be read: it is unknown then
     */
    static Optional<Quietness> of(
            Optional<ProcessorTime> look,
            Optional<ProcessorTime> begin,
            Optional<ProcessorTime> end,
            String loadAverage) {
        Optional<Double> load = load(loadAverage);
        if (look.isEmpty() || begin.isEmpty() || end.isEmpty() || load.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Quietness(
                Math.max(begin.get().stolenSince(look.get()), end.get().stolenSince(begin.get())),
                Math.max(begin.get().othersSince(look.get()), end.get().othersSince(begin.get())),
                load.get()));
    }

    boolean quiet() {
        return stolen <= MOST_STOLEN && others <= MOST_OTHERS;
    }

    /** For people. */
    String figures() {
        return String.format(
                Locale.ROOT,
                "steal %.1f %%, other processes %.1f %% of the processors, load %.2f",
                stolen,
                others,
                load);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.put("quiet", quiet());
        json.put("stealPercent", stolen);
        json.put("othersPercent", others);
        json.put("load", load);
        return json;
    }

    private static Optional<Double> load(String loadAverage) {
        try {
            return Optional.of(Double.valueOf(loadAverage.strip().split("\\s+")[0]));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
