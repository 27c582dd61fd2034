package io.github.camelaliyun.mqtt.reliability;

import com.sun.management.GarbageCollectorMXBean;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The live heap and the threads of a JVM, once a second: in the child that prints them, and in the parent that reads
 * them.
 */
final class VitalSigns implements AutoCloseable {

    private static final String LINE = "vital signs ";
    /** The collectors that {@link System#gc()} runs: of G1, which a JVM takes by default, and of the serial one on a small machine. */
    private static final Set<String> FULL = Set.of("G1 Old Generation", "MarkSweepCompact");

    /**
     * One look at the JVM.
     *
     * @param heapBytes used after a full collection
     * @param threads alive, daemons included
     */
    record Sample(long heapBytes, int threads) {}

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private VitalSigns() {
        timer.scheduleAtFixedRate(VitalSigns::look, 1, 1, TimeUnit.SECONDS);
    }

    /** Begins to print, on a thread of its own. */
    static VitalSigns print() {
        return new VitalSigns();
    }

    /** What a child's output holds of it. */
    static List<Sample> read(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(LINE))
                .map(line -> line.substring(LINE.length()).split(" "))
                .map(fields -> new Sample(Long.parseLong(fields[0]), Integer.parseInt(fields[1])))
                .toList();
    }

    /**
     * By how much a figure grew: its least value in the last third of the samples less that in the second third. The
     * first third is warm-up, and the least value looks past what a reconnect needs for a moment.
     */
    static long growth(List<Sample> samples, ToLongFunction<Sample> figure) {
        int third = samples.size() / 3;
        return min(samples.subList(samples.size() - third, samples.size()), figure)
                - min(samples.subList(third, 2 * third), figure);
    }

    static long max(List<Sample> samples, ToLongFunction<Sample> figure) {
        return samples.stream().mapToLong(figure).max().orElseThrow();
    }

    static long min(List<Sample> samples, ToLongFunction<Sample> figure) {
        return samples.stream().mapToLong(figure).min().orElseThrow();
    }

    /** Prints the present ones. */
    static void look() {
        System.gc();
        System.out.println(LINE + usedAfterCollection() + " "
                + ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /**
     * What the full collection left. Not what the pools say of the latest one, which on a busy machine is a young one that has
     * just begun.
     */
    private static long usedAfterCollection() {
        Set<String> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getName)
                .collect(Collectors.toSet());
        GarbageCollectorMXBean full = ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
                .filter(collector -> FULL.contains(collector.getName()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this JVM has none of the collectors " + FULL));
        return full.getLastGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> heap.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
