package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.bench.worker.Plan;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;

import java.util.function.IntConsumer;

/** One route template of which every clientId is a route. */
final class CamelFleet implements Fleet {

    private CamelContext context;
    private IntConsumer arrived;

    @Override
    public void prepare(Plan plan) throws Exception {
        context = CamelSetup.OURS.context(plan);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("device")
                        .templateParameter("identity")
                        .templateParameter("clientId")
                        .templateParameter("topic")
                        .from("paho:{{topic}}?clientId={{clientId}}&cleanSession=false")
                        .setProperty("identity", constant("{{identity}}"))
                        .process(exchange -> arrived.accept(exchange.getProperty("identity", Integer.class)));
            }
        });
        context.start();
    }

    @Override
    public void connect(Plan plan, IntConsumer arrived) throws Exception {
        this.arrived = arrived;
        for (int identity : plan.identityNumbers()) {
            TemplatedRouteBuilder.builder(context, "device")
                    .parameter("identity", identity)
                    .parameter("clientId", Fleet.clientId(identity))
                    .parameter("topic", Fleet.topic(identity))
                    .add();
        }
        AliyunMqttComponent component = context.getComponent("paho", AliyunMqttComponent.class);
        ConnectsAwaited.await(plan, () -> connected(component));
    }

    @Override
    public void close() {
        context.stop();
    }

    private static long connected(AliyunMqttComponent component) {
        return component.connectionStatuses().stream()
                .filter(status -> status.state() == ConnectionState.CONNECTED)
                .count();
    }
}
