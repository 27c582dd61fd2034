package io.github.camelaliyun.mqtt.bench.worker;

import io.github.camelaliyun.mqtt.bench.peer.Peers;
import io.github.camelaliyun.mqtt.bench.peer.RoundTrip;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends at a fixed rate, whether or not earlier messages have come back, and takes each one's time from the moment when
 * it was due: a peer that falls behind is charged for the waiting of those behind it.
 */
final class LatencyWork implements Work {

    private static final long MICRO = 1_000;
    private static final int DIGITS = 3;
    private static final long ALL_BACK_SECONDS = 10;
    private static final Duration PROBE = Duration.ofMillis(200);
    private static final int PROBES = 100;
    private static final int PROBE_NUMBER = -1;

    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final Histogram micros = new ConcurrentHistogram(DIGITS);
    private volatile long start;
    private long period;
    private int warmUp;
    private CountDownLatch measured;

    @Override
    public Map<String, Double> run(Plan plan, Runnable ready) throws Exception {
        period = TimeUnit.SECONDS.toNanos(1) / plan.rate();
        warmUp = Math.toIntExact(plan.warmUp().toNanos() / period);
        int all = warmUp + Math.toIntExact(plan.measure().toNanos() / period);
        measured = new CountDownLatch(all - warmUp);
        RoundTrip peer = Peers.roundTrip(plan.peer());
        peer.start(plan, this::arrived);
        probe(peer, plan);
        start = System.nanoTime();
        for (int number = 0; number < all; number++) {
            Clock.awaitNanoTime(due(number));
            peer.send(Payload.of(number, plan.payload()));
        }
        measured.await(ALL_BACK_SECONDS, TimeUnit.SECONDS);
        return Map.of(
                "p50Millis", percentile(50),
                "p99Millis", percentile(99),
                "p999Millis", percentile(99.9),
                "missing", (double) measured.getCount());
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
        } else if (number >= warmUp) {
            micros.recordValue(Math.max(0, (System.nanoTime() - due(number)) / MICRO));
            measured.countDown();
        }
    }

    private long due(long number) {
        return start + number * period;
    }

    private double percentile(double percent) {
        return micros.getValueAtPercentile(percent) / 1e3;
    }
}
