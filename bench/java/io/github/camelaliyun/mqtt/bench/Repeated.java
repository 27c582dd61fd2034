package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Warm;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Work that ends by itself, done again and again by one process: the first time is the cold measurement; what is done
 * until the long warm-up has passed gives no figures; the time after that is the warm one.
 */
final class Repeated {

    /** Does the work once. */
    interface Work {

        /** @param time how often it was done before */
        Map<String, Double> figures(int time) throws Exception;
    }

    private Repeated() {}

    /** @param counts figures of mistakes, which are added up over all times */
    static Map<String, Double> measure(Duration longWarmUp, List<Metric> counts, Work work) throws Exception {
        Map<String, Double> cold = work.figures(0);
        if (longWarmUp.isZero()) {
            return cold;
        }
        Map<String, Double> sums = new HashMap<>();
        add(sums, counts, cold);
        long end = System.nanoTime() + longWarmUp.toNanos();
        int time = 1;
        Map<String, Double> latest = new HashMap<>(work.figures(time));
        add(sums, counts, latest);
        while (System.nanoTime() - end < 0) {
            time++;
            latest = new HashMap<>(work.figures(time));
            add(sums, counts, latest);
        }
        latest.keySet().removeAll(sums.keySet());
        Map<String, Double> all = Warm.joined(cold, latest);
        all.putAll(sums);
        return all;
    }

    private static void add(Map<String, Double> sums, List<Metric> counts, Map<String, Double> figures) {
        counts.stream()
                .map(Metric::name)
                .filter(figures::containsKey)
                .forEach(name -> sums.merge(name, figures.get(name), Double::sum));
    }
}
