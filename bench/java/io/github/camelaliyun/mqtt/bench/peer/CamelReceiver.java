package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Plan;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

import java.util.function.Consumer;

/** A route for each topic, with one processor. */
record CamelReceiver(CamelSetup setup) implements Receiver {

    @Override
    public void start(Plan plan, Consumer<byte[]> processing) throws Exception {
        CamelContext context = setup.context(plan);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String topic : plan.topics()) {
                    from(setup.consumer(plan, topic, false))
                            .process(exchange ->
                                    processing.accept(exchange.getIn().getBody(byte[].class)));
                }
            }
        });
        context.start();
    }
}
