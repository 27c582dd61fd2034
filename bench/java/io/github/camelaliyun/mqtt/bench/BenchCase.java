package io.github.camelaliyun.mqtt.bench;

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

    /** The first one is what the case is about. */
    List<Metric> metrics();

    /** Measures one peer once, in fresh processes; answers the figures by name. */
    Map<String, Double> measure(String peer, Lab lab) throws Exception;
}
