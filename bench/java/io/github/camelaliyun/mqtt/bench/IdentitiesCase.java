package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.List;
import java.util.Map;

/**
 * Many clientIds in one JVM, each on its own connection, and each proven by a message that reached it.
 *
 * @param peers who takes part
 * @param identities how many
 */
record IdentitiesCase(List<String> peers, int identities) implements BenchCase {

    private static final int PAYLOAD = 64;

    @Override
    public String id() {
        return "identities-" + identities;
    }

    @Override
    public String title() {
        return identities + (identities == 1 ? " clientId" : " clientIds")
                + " in one JVM: connections up a second, and what each costs once it is up.";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                new Metric("connectionsPerSecond", "connections/s", true),
                new Metric("heapKibPerConnection", "heap KiB each", false),
                new Metric("threads", "threads", false),
                new Metric("threadsPerConnection", "threads each", false),
                Metric.MISSING);
    }

    @Override
    public Map<String, Double> measure(String peer, Lab lab) throws Exception {
        try (Broker broker = Broker.start(lab.settings())) {
            Plan plan = broker.plan("identities", peer, broker.uri())
                    .with("clientId", "GID_bench@@@control")
                    .with("topics", List.of("bench/d"))
                    .with("qos", 1)
                    .with("payload", PAYLOAD)
                    .with("identities", identities);
            try (WorkerProcess worker = lab.start(plan)) {
                return lab.result(worker);
            }
        }
    }
}
