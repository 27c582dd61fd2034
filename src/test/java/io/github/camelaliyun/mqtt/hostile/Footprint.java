package io.github.camelaliyun.mqtt.hostile;

import io.netty.util.internal.PlatformDependent;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

/**
 * The memory that is in use after a collection.
 *
 * @param heap in bytes
 * @param direct that of the JVM's buffers, and that which Netty takes past the JVM's count, in bytes
 */
record Footprint(long heap, long direct) {

    private static final int COLLECTIONS = 3;

    /** Collects, and looks. */
    static Footprint now() {
        for (int i = 0; i < COLLECTIONS; i++) {
            // What a collection finds unreachable, the next ones may free: direct buffers, say.
            System.gc();
        }
        return new Footprint(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), directNow());
    }

    /** Without a collection. */
    static long directNow() {
        long buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return buffers + Math.max(0, PlatformDependent.usedDirectMemory());
    }

    /** From now on {@link #heapPeak()} counts. */
    static void resetHeapPeak() {
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** No less than the most heap that was in use at a time: garbage included, and each generation at its own time. */
    static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    long heapSince(Footprint before) {
        return heap - before.heap;
    }

    long directSince(Footprint before) {
        return direct - before.direct;
    }
}
