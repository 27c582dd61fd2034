package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Consuming with acknowledgement after processing. With QoS 1 the messages wait in the session when the peer connects;
 * with QoS 0, which no session keeps, they are sent once it has subscribed.
 *
 * @param id by which it is chosen
 * @param peers who takes part
 * @param qos of the messages
 * @param payload bytes of each
 * @param messages how many, of which the first third is warm-up
 * @param consumers topics over which they are spread, each with a consumer of its own
 */
record ConsumeCase(String id, List<String> peers, int qos, int payload, int messages, int consumers)
        implements BenchCase {

    private static final int WARM_UP_PART = 3;

    static ConsumeCase of(List<String> peers, int qos, int payload, int messages) {
        return new ConsumeCase("consume-qos" + qos + "-" + payload, peers, qos, payload, messages, 1);
    }

    @Override
    public String title() {
        return "Consuming with QoS " + qos + ", " + payload + " B, acknowledged after processing, "
                + (consumers == 1 ? "one consumer" : consumers + " consumers on one connection") + ": " + messages
                + " messages " + (qos == 0 ? "sent at once" : "that wait in the session")
                + ", the first third is warm-up.";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.RATE, Metric.CPU, Metric.MISSING, Metric.DUPLICATES);
    }

    @Override
    public Map<String, Double> measure(String peer, Lab lab) throws Exception {
        try (Broker broker = Broker.start(lab.settings())) {
            Plan plan = broker.plan("consume", peer, broker.uri())
                    .with("clientId", "GID_bench@@@consumer")
                    .with("topics", topics())
                    .with("qos", qos)
                    .with("payload", payload)
                    .with("window", Feed.WINDOW)
                    .with("messages", messages)
                    .with("warmUpMessages", messages / WARM_UP_PART);
            if (qos > 0) {
                Feed.makeSession(plan);
                Feed.send(plan);
            }
            try (WorkerProcess worker = lab.start(plan)) {
                if (qos == 0) {
                    worker.awaitReady();
                    FastFeed.send(plan);
                }
                return lab.result(worker);
            }
        }
    }

    private List<String> topics() {
        return IntStream.range(0, consumers).mapToObj(one -> "bench/c/" + one).toList();
    }
}
