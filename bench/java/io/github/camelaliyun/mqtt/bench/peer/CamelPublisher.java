package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Completions;
import io.github.camelaliyun.mqtt.bench.worker.Payload;
import io.github.camelaliyun.mqtt.bench.worker.Plan;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

/** A route from a source to the broker, fed by as many threads as the plan says. */
record CamelPublisher(CamelSetup setup) implements Publisher {

    @Override
    public void start(Plan plan, Completions completions) throws Exception {
        CamelContext context = setup.context(plan);
        BurstComponent burst = new BurstComponent();
        context.addComponent("burst", burst);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("burst:source").to(setup.producer(plan));
            }
        });
        context.start();
        byte[] payload = Payload.of(0, plan.payload());
        for (int thread = 0; thread < plan.threads(); thread++) {
            new Thread(() -> send(burst, payload, completions), "source-" + thread).start();
        }
    }

    private static void send(BurstComponent burst, byte[] payload, Completions completions) {
        while (true) {
            burst.send(payload, completions);
        }
    }
}
