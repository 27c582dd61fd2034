package io.github.camelaliyun.mqtt.bench.worker;

import io.netty.util.internal.PlatformDependent;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this JVM holds at a moment.
 *
 * @param heap bytes after full collections
 * @param direct bytes of direct buffers
 */
record MemoryInUse(long heap, long direct) {

    private static final int COLLECTIONS = 4;

    static MemoryInUse now() {
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            System.gc();
        }
        return new MemoryInUse(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), pooledByJava() + keptByNetty());
    }

    private static long pooledByJava() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** Where Netty allocates past Java's own counter, it counts by itself; else it answers -1. */
    private static long keptByNetty() {
        return Math.max(0, PlatformDependent.usedDirectMemory());
    }
}
