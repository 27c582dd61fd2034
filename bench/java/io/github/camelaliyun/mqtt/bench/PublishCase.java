package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.peer.Peers;
import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Publishing without a pause.
 *
 * @param peers who takes part
 * @param qos of the messages
 * @param payload bytes of each
 * @param roundTrip time that the line adds; zero is loopback without anything between
 */
record PublishCase(List<String> peers, int qos, int payload, Duration roundTrip) implements BenchCase {

    private static final int WINDOW = 1_000;
    private static final int MANY_THREADS = 16;

    @Override
    public String id() {
        return "publish-qos" + qos + "-" + payload + "-"
                + (roundTrip.isZero() ? "loopback" : "rtt" + roundTrip.toMillis());
    }

    @Override
    public String title() {
        return "Publishing with QoS " + qos + ", " + payload + " B, "
                + (roundTrip.isZero() ? "loopback" : roundTrip.toMillis() + " ms round trip") + ", window " + WINDOW
                + ": messages that were acknowledged" + (qos == 0 ? " (QoS 0: sent)" : "") + ".";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.RATE, Metric.CPU, Metric.RATE.warm(), Metric.CPU.warm());
    }

    @Override
    public Map<String, Double> measure(String peer, Lab lab) throws Exception {
        try (Broker broker = Broker.start(lab.settings());
                DelayProxy line = DelayProxy.open(broker.uri(), roundTrip)) {
            Plan plan = broker.plan("publish", peer, line.uri())
                    .with("clientId", "GID_bench@@@publisher")
                    .with("topics", List.of("bench/topic"))
                    .with("qos", qos)
                    .with("payload", payload)
                    .with("window", WINDOW)
                    .with("threads", peer.equals(Peers.CAMEL_PAHO_16) ? MANY_THREADS : 1)
                    .with("warmUpMillis", lab.settings().warmUp().toMillis())
                    .with("measureMillis", lab.settings().measure().toMillis())
                    .with("longWarmUpMillis", lab.settings().longWarmUp().toMillis());
            try (WorkerProcess worker = lab.start(plan)) {
                return lab.result(worker);
            }
        }
    }
}
