package io.github.camelaliyun.mqtt.bench.worker;

import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Counts the messages of a run that arrived, each once, and takes the time at the end of the warm-up and at the last one.
 * Any thread may call {@link #arrived}.
 */
final class Arrivals {

    /** Where not all arrive, the time is that of the last one whose number is a multiple of this. */
    private static final int SAMPLED = 500;

    private final int expected;
    private final int warmUp;
    private final BitSet seen = new BitSet();
    private final CountDownLatch complete = new CountDownLatch(1);
    private int unique;
    private int duplicates;
    private Stopwatch begin;
    private Stopwatch latest;

    /**
     * @param expected how many messages there are, numbered from 0
     * @param warmUp how many of them pass before the time is taken
     */
    Arrivals(int expected, int warmUp) {
        this.expected = expected;
        this.warmUp = warmUp;
    }

    synchronized void arrived(byte[] payload) {
        int number = (int) Payload.number(payload);
        if (seen.get(number)) {
            duplicates++;
            return;
        }
        seen.set(number);
        unique++;
        if (unique == warmUp) {
            begin = Stopwatch.at(unique);
        }
        if (unique == expected || unique % SAMPLED == 0) {
            latest = Stopwatch.at(unique);
        }
        if (unique == expected) {
            complete.countDown();
        }
    }

    /** Waits until all are there, or until no more came for this long. */
    void awaitEnd(Duration idle) throws InterruptedException {
        int before = -1;
        while (!complete.await(idle.toMillis(), TimeUnit.MILLISECONDS)) {
            int now = snapshot();
            if (now == before) {
                return;
            }
            before = now;
        }
    }

    /** The figures; without a rate if too few arrived for one. */
    synchronized Map<String, Double> figures() {
        Map<String, Double> figures = new HashMap<>();
        figures.put("missing", (double) (expected - unique));
        figures.put("duplicates", (double) duplicates);
        if (begin != null && latest != null && latest.done() > begin.done()) {
            figures.putAll(begin.until(latest));
        }
        return figures;
    }

    private synchronized int snapshot() {
        return unique;
    }
}
