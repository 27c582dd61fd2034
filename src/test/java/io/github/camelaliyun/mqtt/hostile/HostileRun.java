package io.github.camelaliyun.mqtt.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Plays the cases of a seed over several lines at a time, in tenths between which nothing goes on. */
final class HostileRun {

    static final int TENTHS = 10;

    private static final int LANES = 4;
    private static final int BATCH = 100;

    private final Summary summary = new Summary();
    private final HostileCases cases;
    private final Judge judge;
    private Footprint afterTheFirstTenth;
    private Footprint afterTheLastTenth;
    private int lines;
    private long nanos;

    HostileRun(long seed, Judge judge) {
        this.cases = new HostileCases(seed);
        this.judge = judge;
    }

    /** Plays so many, from this one on. Nothing is left of the lines and threads when it returns. */
    void play(String scheme, int first, int count) throws Exception {
        long since = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(LANES);
        List<Lane> lanes = new ArrayList<>();
        try (WireUnderTest wire = new WireUnderTest()) {
            try {
                for (int i = 0; i < LANES; i++) {
                    lanes.add(new Lane(scheme, wire, summary));
                }
                for (int tenth = 0; tenth < TENTHS; tenth++) {
                    play(lanes, threads, first + share(count, tenth), first + share(count, tenth + 1));
                    if (tenth == 0) {
                        afterTheFirstTenth = Footprint.now();
                    }
                }
                afterTheLastTenth = Footprint.now();
            } finally {
                threads.shutdown();
                for (Lane lane : lanes) {
                    lines += lane.opened();
                    lane.close();
                }
            }
        }
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new AssertionError("a lane does not end");
        }
        nanos = System.nanoTime() - since;
    }

    private static int share(int count, int tenths) {
        return (int) ((long) count * tenths / TENTHS);
    }

    private void play(List<Lane> lanes, ExecutorService threads, int from, int to)
            throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger(from);
        List<Future<?>> results = new ArrayList<>();
        for (Lane lane : lanes) {
            results.add(threads.submit(() -> {
                play(lane, next, to);
                return null;
            }));
        }
        for (Future<?> result : results) {
            result.get();
        }
    }

    private void play(Lane lane, AtomicInteger next, int to) throws IOException {
        for (int from = next.getAndAdd(BATCH); from < to; from = next.getAndAdd(BATCH)) {
            List<HostileCase> batch = IntStream.range(from, Math.min(to, from + BATCH))
                    .mapToObj(cases::number)
                    .toList();
            lane.play(batch, judge.judge(batch.stream().map(HostileCase::bytes).toList()));
        }
    }

    Summary summary() {
        return summary;
    }

    long heapGrowth() {
        return afterTheLastTenth.heapSince(afterTheFirstTenth);
    }

    long directGrowth() {
        return afterTheLastTenth.directSince(afterTheFirstTenth);
    }

    @Override
    public String toString() {
        double seconds = nanos / (double) TimeUnit.SECONDS.toNanos(1);
        return String.format(
                "%s%n%d lines, %.1f s, %.0f cases/s; %d KiB of heap and %d KiB of direct memory more than after the first tenth",
                summary, lines, seconds, summary.cases() / seconds, heapGrowth() >> 10, directGrowth() >> 10);
    }
}
