package io.github.camelaliyun.mqtt.bench.worker;

import io.github.camelaliyun.mqtt.bench.peer.Peers;

import java.util.Map;

/** Publishes without a pause for a warm-up and a measured time; counts the acknowledgements of the latter. */
final class PublishWork implements Work {

    @Override
    public Map<String, Double> run(Plan plan, Runnable ready) throws Exception {
        Completions completions = new Completions();
        Peers.publisher(plan.peer()).start(plan, completions);
        Clock.pass(plan.warmUp());
        Stopwatch begin = Stopwatch.at(completions.count());
        Clock.pass(plan.measure());
        return begin.until(Stopwatch.at(completions.count()));
    }
}
