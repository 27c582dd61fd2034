package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.List;
import java.util.Map;

/**
 * Round trip of a message from its publisher through the broker to a subscription of the same process.
 *
 * @param peers who takes part
 * @param rate messages a second
 */
record LatencyCase(List<String> peers, int rate) implements BenchCase {

    private static final int PAYLOAD = 256;
    private static final int WINDOW = 1_000;
    private static final Metric P50 = new Metric("p50Millis", "p50 ms", false);
    private static final Metric P99 = new Metric("p99Millis", "p99 ms", false);
    private static final Metric P999 = new Metric("p999Millis", "p99.9 ms", false);

    @Override
    public String id() {
        return "latency";
    }

    @Override
    public String title() {
        return "Round trip publish, broker, own subscription: QoS 1, " + PAYLOAD + " B, " + rate
                + "/s, each from the moment when it was due.";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(P50, P99, P999, P50.warm(), P99.warm(), P999.warm(), Metric.MISSING);
    }

    @Override
    public Map<String, Double> measure(String peer, Lab lab) throws Exception {
        try (Broker broker = Broker.start(lab.settings())) {
            Plan plan = broker.plan("latency", peer, broker.uri())
                    .with("clientId", "GID_bench@@@latency")
                    .with("topics", List.of("bench/latency"))
                    .with("qos", 1)
                    .with("payload", PAYLOAD)
                    .with("window", WINDOW)
                    .with("rate", rate)
                    .with("warmUpMillis", lab.settings().warmUp().toMillis())
                    .with("measureMillis", lab.settings().measure().toMillis())
                    .with("longWarmUpMillis", lab.settings().longWarmUp().toMillis());
            try (WorkerProcess worker = lab.start(plan)) {
                return lab.result(worker);
            }
        }
    }
}
