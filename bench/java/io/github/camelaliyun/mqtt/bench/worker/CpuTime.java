package io.github.camelaliyun.mqtt.bench.worker;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;

/** CPU time of this process, of all its threads, the JVM's own included. */
final class CpuTime {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private CpuTime() {}

    /** In nanoseconds, from some point on. */
    static long nanos() {
        return SYSTEM.getProcessCpuTime();
    }
}
