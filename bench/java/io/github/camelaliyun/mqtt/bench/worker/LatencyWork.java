package io.github.camelaliyun.mqtt.bench.worker;

import io.github.camelaliyun.mqtt.bench.peer.Peers;
import io.github.camelaliyun.mqtt.bench.peer.RoundTrip;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends at a fixed rate, whether or not earlier messages have come back, and takes each one's time from the moment when
 * it was due: a peer that falls behind is charged for the waiting of those behind it. The messages of two stretches are
 * timed: some after a short warm-up, and some after a long one.
 */
final class LatencyWork implements Work {

    private static final long ALL_BACK_SECONDS = 10;
    private static final Duration PROBE = Duration.ofMillis(200);
    private static final int PROBES = 100;
    private static final int PROBE_NUMBER = -1;

    private final CountDownLatch subscribed = new CountDownLatch(1);
    private volatile long start;
    private long period;
    private List<Stretch> stretches;

    /** Messages that are timed, from one number to before another. */
    private static final class Stretch {
        private static final long MICRO = 1_000;
        private static final int DIGITS = 3;

        private final long first;
        private final long end;
        private final Histogram micros = new ConcurrentHistogram(DIGITS);
        private final CountDownLatch missing;

        private Stretch(long first, long count) {
            this.first = first;
            this.end = first + count;
            this.missing = new CountDownLatch(Math.toIntExact(count));
        }

        private void arrived(long number, long nanos) {
            if (number >= first && number < end) {
                micros.recordValue(Math.max(0, nanos / MICRO));
                missing.countDown();
            }
        }

        private Map<String, Double> percentiles() {
            return Map.of("p50Millis", percentile(50), "p99Millis", percentile(99), "p999Millis", percentile(99.9));
        }

        private double percentile(double percent) {
            return micros.getValueAtPercentile(percent) / 1e3;
        }
    }

    @Override
    public Map<String, Double> run(Plan plan, Runnable ready) throws Exception {
        period = TimeUnit.SECONDS.toNanos(1) / plan.rate();
        long measured = plan.measure().toNanos() / period;
        Stretch cold = new Stretch(plan.warmUp().toNanos() / period, measured);
        Stretch warm = new Stretch(cold.end + plan.longWarmUp().toNanos() / period, measured);
        stretches = plan.longWarmUp().isZero() ? List.of(cold) : List.of(cold, warm);
        Stretch last = stretches.get(stretches.size() - 1);
        RoundTrip peer = Peers.roundTrip(plan.peer());
        peer.start(plan, this::arrived);
        probe(peer, plan);
        start = System.nanoTime();
        for (long number = 0; number < last.end; number++) {
            Clock.awaitNanoTime(due(number));
            peer.send(Payload.of(number, plan.payload()));
        }
        last.missing.await(ALL_BACK_SECONDS, TimeUnit.SECONDS);
        return figures(cold, last);
    }

    private Map<String, Double> figures(Stretch cold, Stretch last) {
        Map<String, Double> figures = new HashMap<>(cold.percentiles());
        if (last != cold) {
            figures = Warm.joined(figures, last.percentiles());
        }
        figures.put("missing", (double) stretches.stream()
                .mapToLong(stretch -> stretch.missing.getCount())
                .sum());
        return figures;
    }

    private void probe(RoundTrip peer, Plan plan) throws Exception {
        for (int attempt = 0; attempt < PROBES; attempt++) {
            peer.send(Payload.of(PROBE_NUMBER, plan.payload()));
            if (subscribed.await(PROBE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        throw new IllegalStateException("no message came back from " + plan.uri());
    }

    private void arrived(byte[] payload) {
        long number = Payload.number(payload);
        if (number == PROBE_NUMBER) {
            subscribed.countDown();
        } else {
            long nanos = System.nanoTime() - due(number);
            stretches.forEach(stretch -> stretch.arrived(number, nanos));
        }
    }

    private long due(long number) {
        return start + number * period;
    }
}
