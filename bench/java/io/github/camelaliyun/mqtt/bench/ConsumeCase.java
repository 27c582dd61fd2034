package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Consuming with acknowledgement after processing. With QoS 1 the messages wait in the session when the peer connects;
 * with QoS 0, which no session keeps, they are sent once it has subscribed. Each time the same process does it again it
 * has a session of its own, which was filled meanwhile.
 *
 * @param peers who takes part
 * @param qos of the messages
 * @param payload bytes of each
 * @param messages how many, of which the first third is warm-up
 */
record ConsumeCase(List<String> peers, int qos, int payload, int messages) implements BenchCase {

    static final List<Metric> METRICS =
            List.of(Metric.RATE, Metric.CPU, Metric.RATE.warm(), Metric.CPU.warm(), Metric.MISSING, Metric.DUPLICATES);

    private static final int WARM_UP_PART = 3;

    @Override
    public String id() {
        return "consume-qos" + qos + "-" + payload;
    }

    @Override
    public String title() {
        return "Consuming with QoS " + qos + ", " + payload + " B, acknowledged after processing, one consumer: "
                + messages
                + " messages " + (qos == 0 ? "sent at once" : "that wait in the session")
                + ", the first third is warm-up.";
    }

    @Override
    public List<Metric> metrics() {
        return METRICS;
    }

    @Override
    public Map<String, Double> measure(String peer, Lab lab) throws Exception {
        return measure(peer, lab, 1);
    }

    /** @param consumers topics over which the messages are spread, each with a consumer of its own */
    Map<String, Double> measure(String peer, Lab lab, int consumers) throws Exception {
        try (Broker broker = Broker.start(lab.settings());
                Backlogs backlogs = new Backlogs(broker, peer, lab, consumers)) {
            return Repeated.measure(
                    lab.settings().longWarmUp(), List.of(Metric.MISSING, Metric.DUPLICATES), backlogs::consume);
        }
    }

    /** What one process consumes, one after the other. */
    private final class Backlogs implements AutoCloseable {
        private final Broker broker;
        private final String peer;
        private final Lab lab;
        private final int consumers;
        private WorkerProcess worker;

        private Backlogs(Broker broker, String peer, Lab lab, int consumers) {
            this.broker = broker;
            this.peer = peer;
            this.lab = lab;
            this.consumers = consumers;
        }

        private Map<String, Double> consume(int time) throws Exception {
            Plan plan = plan(time);
            if (qos > 0) {
                Feed.makeSession(plan);
                Feed.send(plan);
            }
            if (worker == null) {
                worker = lab.start(plan);
            } else {
                lab.send(worker, plan);
            }
            if (qos == 0) {
                worker.awaitReady();
                FastFeed.send(plan);
            }
            return lab.result(worker);
        }

        private Plan plan(int time) {
            return broker.plan("consume", peer, broker.uri())
                    .with("clientId", "GID_bench@@@consumer" + time)
                    .with("topics", topics(time))
                    .with("qos", qos)
                    .with("payload", payload)
                    .with("window", Feed.WINDOW)
                    .with("messages", messages)
                    .with("idleMillis", lab.settings().idle().toMillis())
                    .with("warmUpMessages", messages / WARM_UP_PART);
        }

        private List<String> topics(int time) {
            return IntStream.range(0, consumers)
                    .mapToObj(one -> "bench/c" + time + "/" + one)
                    .toList();
        }

        @Override
        public void close() {
            if (worker != null) {
                worker.close();
            }
        }
    }
}
