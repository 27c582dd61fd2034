package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.peer.Peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a message costs with many consumers of one connection, each with a topic filter of its own, beside the same with
 * fewer: {@code ours} has the many, and {@code ours-1} one. In a round one is measured right after the other.
 *
 * @param many consumers of {@code ours}
 * @param others numbers of consumers that it is compared with
 * @param consuming what is consumed
 */
record ConsumersCase(int many, List<Integer> others, ConsumeCase consuming) implements BenchCase {

    private static final double MICROS = 1e6;
    private static final Metric TIME = new Metric("microsPerMessage", "us/message", false);

    @Override
    public String id() {
        return "consumers";
    }

    @Override
    public String title() {
        return "Consuming as in " + consuming.id() + ", with " + many
                + " consumers on distinct topic filters of one connection (ours), and with fewer (the number is in the name).";
    }

    @Override
    public List<String> peers() {
        return Stream.concat(Stream.of(Peers.OURS), others.stream().map(count -> Peers.OURS + "-" + count))
                .toList();
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(List.of(TIME, Metric.CPU, TIME.warm(), Metric.CPU.warm()));
        metrics.addAll(consuming.metrics().stream()
                .filter(metric -> !metrics.contains(metric))
                .toList());
        return metrics;
    }

    @Override
    public Map<String, Double> measure(String peer, Lab lab) throws Exception {
        String variant = Peers.ofThisBuild(peer);
        int consumers =
                variant.equals(Peers.OURS) ? many : Integer.parseInt(variant.substring(Peers.OURS.length() + 1));
        String measured = Peers.isOfBuildBefore(peer) ? Peers.ofBuildBefore(Peers.OURS) : Peers.OURS;
        Map<String, Double> figures = new HashMap<>(consuming.measure(measured, lab, consumers));
        putTime(figures, Metric.RATE, TIME);
        putTime(figures, Metric.RATE.warm(), TIME.warm());
        return figures;
    }

    private static void putTime(Map<String, Double> figures, Metric rate, Metric time) {
        if (figures.containsKey(rate.name())) {
            figures.put(time.name(), MICROS / figures.get(rate.name()));
        }
    }
}
