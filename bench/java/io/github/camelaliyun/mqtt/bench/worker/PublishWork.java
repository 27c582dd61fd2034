package io.github.camelaliyun.mqtt.bench.worker;

import io.github.camelaliyun.mqtt.bench.peer.Peers;

import java.time.Duration;
import java.util.Map;

/**
 * Publishes without a pause for a warm-up and a measured time, and counts the acknowledgements of the latter; then goes on
 * for a long warm-up and a measured time once more.
 */
final class PublishWork implements Work {

    private static final long LONGEST_START_SECONDS = 60;

    @Override
    public Map<String, Double> run(Plan plan, Runnable ready) throws Exception {
        Completions completions = new Completions();
        Peers.publisher(plan.peer()).start(plan, completions);
        completions.awaitFirst(LONGEST_START_SECONDS);
        Map<String, Double> cold = measure(plan.warmUp(), plan.measure(), completions);
        return plan.longWarmUp().isZero()
                ? cold
                : Warm.joined(cold, measure(plan.longWarmUp(), plan.measure(), completions));
    }

    private static Map<String, Double> measure(Duration warmUp, Duration measured, Completions completions)
            throws InterruptedException {
        Clock.pass(warmUp);
        Stopwatch begin = Stopwatch.at(completions.count());
        Clock.pass(measured);
        return begin.until(Stopwatch.at(completions.count()));
    }
}
