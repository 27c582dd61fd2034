package io.github.camelaliyun.mqtt.bench.worker;

import io.github.camelaliyun.mqtt.bench.peer.Peers;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Consumes a known number of messages: those that wait in the session, or, with QoS 0, those that the harness sends once
 * the subscriptions are proven.
 */
final class ConsumeWork implements Work {

    @Override
    public Map<String, Double> run(Plan plan, Runnable ready) throws Exception {
        Arrivals arrivals = new Arrivals(plan.messages(), plan.warmUpMessages());
        Set<Long> probes = ConcurrentHashMap.newKeySet();
        Peers.receiver(plan.peer()).start(plan, payload -> {
            long number = Payload.number(payload);
            if (number < 0) {
                probes.add(number);
            } else {
                arrivals.arrived(payload);
            }
        });
        if (plan.qos() == 0) {
            try (Control control = new Control(plan)) {
                for (String topic : plan.topics()) {
                    long number = -1 - plan.topics().indexOf(topic);
                    control.publishUntil(topic, Payload.of(number, Long.BYTES), () -> probes.contains(number));
                }
            }
            ready.run();
        }
        arrivals.awaitEnd(plan.idle());
        return arrivals.figures();
    }
}
