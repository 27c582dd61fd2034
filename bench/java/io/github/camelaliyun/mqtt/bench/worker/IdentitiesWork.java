package io.github.camelaliyun.mqtt.bench.worker;

import io.github.camelaliyun.mqtt.bench.peer.Fleet;
import io.github.camelaliyun.mqtt.bench.peer.Peers;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connects many clientIds, proves that each one gets its message, and counts what they cost. Called again, it first ends
 * the connections of the time before.
 */
final class IdentitiesWork implements Work {

    private static final double KIB = 1024;

    private Fleet fleet;

    @Override
    public Map<String, Double> run(Plan plan, Runnable ready) throws Exception {
        if (fleet != null) {
            fleet.close();
        }
        fleet = Peers.fleet(plan.peer());
        fleet.prepare(plan);
        MemoryInUse before = MemoryInUse.now();
        int threadsBefore = threads();
        Set<Integer> reached = ConcurrentHashMap.newKeySet();

        long begin = System.nanoTime();
        fleet.connect(plan, reached::add);
        long end = System.nanoTime();

        try (Control control = new Control(plan)) {
            prove(control, plan, reached);
        }
        MemoryInUse after = MemoryInUse.now();
        double count = plan.identities();
        double heap = (after.heap() - before.heap()) / KIB / count;
        double direct = (after.direct() - before.direct()) / KIB / count;
        Map<String, Double> figures = new HashMap<>();
        figures.put("connectionsPerSecond", count * 1e9 / (end - begin));
        figures.put("heapKibPerConnection", heap);
        figures.put("directKibPerConnection", direct);
        figures.put("memoryKibPerConnection", heap + direct);
        figures.put("threads", (double) threads());
        figures.put("threadsPerConnection", (threads() - threadsBefore) / count);
        figures.put("missing", count - reached.size());
        return figures;
    }

    /** One message to each; sent again to whom it did not reach, since a subscription may have been under way. */
    private static void prove(Control control, Plan plan, Set<Integer> reached) throws Exception {
        byte[] payload = Payload.of(0, plan.payload());
        for (int identity : plan.identityNumbers()) {
            control.publish(Fleet.topic(identity), payload);
        }
        for (int identity : plan.identityNumbers()) {
            control.publishUntil(Fleet.topic(identity), payload, () -> reached.contains(identity));
        }
    }

    /** Platform threads that live; virtual ones are not counted by the JVM. */
    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
