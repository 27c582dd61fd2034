package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Completions;
import io.github.camelaliyun.mqtt.bench.worker.Plan;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

import java.util.function.Consumer;

/** Two routes of one context: one publishes, one consumes. */
final class CamelRoundTrip implements RoundTrip {

    private final CamelSetup setup;
    private final BurstComponent burst = new BurstComponent();
    private final Completions completions = new Completions();

    CamelRoundTrip(CamelSetup setup) {
        this.setup = setup;
    }

    @Override
    public void start(Plan plan, Consumer<byte[]> arrived) throws Exception {
        CamelContext context = setup.context(plan);
        context.addComponent("burst", burst);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(setup.consumer(plan, plan.topic(), true))
                        .process(exchange -> arrived.accept(exchange.getIn().getBody(byte[].class)));
                from("burst:source").to(setup.producer(plan));
            }
        });
        context.start();
    }

    @Override
    public void send(byte[] payload) {
        burst.send(payload, completions);
    }
}
