package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.peer.Peers;

import java.util.List;
import java.util.Map;

/** One thing that is measured, for several peers. */
interface BenchCase {

    /** By which it is chosen and found in the results. */
    String id();

    /** What it is, in a line. */
    String title();

    /** The peers that can do it, in the order of the first round. */
    List<String> peers();

    /** Those of the peers with which all others are compared, each in a column of its own. */
    default List<String> references() {
        return List.of(Peers.OURS);
    }

    /** The first one is what the case is about. */
    List<Metric> metrics();

    /** Measures one peer once, in fresh processes; answers the figures by name. */
    Map<String, Double> measure(String peer, Lab lab) throws Exception;
}
