package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.peer.Peers;
import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.List;
import java.util.Map;

/**
 * Many clientIds in one JVM, each on its own connection, and each proven by a message that reached it. The same process
 * then ends them and connects as many others, until its long warm-up has passed.
 *
 * @param peers who takes part
 * @param identities how many
 */
record IdentitiesCase(List<String> peers, int identities) implements BenchCase {

    private static final int PAYLOAD = 64;
    private static final Metric CONNECTS = new Metric("connectionsPerSecond", "connections/s", true);
    private static final Metric MEMORY = new Metric("memoryKibPerConnection", "both KiB each", false);

    /** Enough for any number up to here. */
    private static final int SMALL = 1_000;

    private static final int HEAP_MIB = 768;
    private static final int LARGE_HEAP_MIB = 2_048;

    @Override
    public String id() {
        return "identities-" + identities;
    }

    @Override
    public String title() {
        return identities + (identities == 1 ? " clientId" : " clientIds")
                + " in one process: connections up a second, and what each costs once it is up.";
    }

    /** What a connection costs with its route, and without it. */
    @Override
    public List<String> references() {
        return List.of(Peers.OURS, Peers.OURS_BARE);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                CONNECTS,
                CONNECTS.warm(),
                new Metric("heapKibPerConnection", "heap KiB each", false),
                new Metric("directKibPerConnection", "direct KiB each", false),
                MEMORY,
                MEMORY.warm(),
                new Metric("threads", "threads", false),
                new Metric("threadsPerConnection", "threads each", false),
                Metric.MISSING);
    }

    @Override
    public Map<String, Double> measure(String peer, Lab lab) throws Exception {
        OpenFiles.require(Broker.isMosquitto(lab.settings()) ? identities : 2 * identities);
        try (Broker broker = Broker.start(lab.settings());
                WorkerProcess worker =
                        lab.start(plan(broker, peer, 0), identities > SMALL ? LARGE_HEAP_MIB : HEAP_MIB)) {
            return Repeated.measure(lab.settings().longWarmUp(), List.of(Metric.MISSING), time -> {
                if (time > 0) {
                    lab.send(worker, plan(broker, peer, time));
                }
                return lab.result(worker);
            });
        }
    }

    private Plan plan(Broker broker, String peer, int time) {
        return broker.plan("identities", peer, broker.uri())
                .with("clientId", "GID_bench@@@control")
                .with("topics", List.of("bench/d"))
                .with("qos", 1)
                .with("payload", PAYLOAD)
                .with("identities", identities)
                .with("firstIdentity", time * identities);
    }
}
