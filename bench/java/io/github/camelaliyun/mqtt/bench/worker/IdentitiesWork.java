package io.github.camelaliyun.mqtt.bench.worker;

import io.github.camelaliyun.mqtt.bench.peer.Fleet;
import io.github.camelaliyun.mqtt.bench.peer.Peers;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Connects many clientIds, proves that each one gets its message, and counts what they cost. */
final class IdentitiesWork implements Work {

    private static final int COLLECTIONS = 4;
    private static final double KIB = 1024;

    @Override
    public Map<String, Double> run(Plan plan, Runnable ready) throws Exception {
        Fleet fleet = Peers.fleet(plan.peer());
        fleet.prepare(plan);
        long heapBefore = usedHeap();
        int threadsBefore = threads();
        Set<Integer> reached = ConcurrentHashMap.newKeySet();

        long begin = System.nanoTime();
        fleet.connect(plan, reached::add);
        long end = System.nanoTime();

        try (Control control = new Control(plan)) {
            prove(control, plan, reached);
        }
        long heap = usedHeap() - heapBefore;
        int threads = threads();
        double count = plan.identities();
        return Map.of(
                "connectionsPerSecond", count * 1e9 / (end - begin),
                "heapKibPerConnection", heap / KIB / count,
                "threads", (double) threads,
                "threadsPerConnection", (threads - threadsBefore) / count,
                "missing", count - reached.size());
    }

    /** One message to each; sent again to whom it did not reach, since a subscription may have been under way. */
    private static void prove(Control control, Plan plan, Set<Integer> reached) throws Exception {
        byte[] payload = Payload.of(0, plan.payload());
        for (int identity = 0; identity < plan.identities(); identity++) {
            control.publish(Fleet.topic(identity), payload);
        }
        for (int identity = 0; identity < plan.identities(); identity++) {
            int one = identity;
            control.publishUntil(Fleet.topic(identity), payload, () -> reached.contains(one));
        }
    }

    /** Bytes that are in use after full collections. */
    private static long usedHeap() {
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Platform threads that live; virtual ones are not counted by the JVM. */
    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
