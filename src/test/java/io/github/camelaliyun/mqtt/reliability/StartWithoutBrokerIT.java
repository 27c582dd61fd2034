package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** A context with consumers and producers starts and stops promptly whether or not a broker answers. */
class StartWithoutBrokerIT {

    /** Nothing in it waits for the network; the rest is a loaded machine. */
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(5);

    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);

    @Test
    void aPortThatRefusesDoesNotKeepTheContextFromStarting() throws Exception {
        try (FaultProxy line = FaultProxy.inFrontOf(SharedSandbox.get().tcp().getPort())) {
            line.cut();
            assertStartsAndStops(line);
        }
    }

    @Test
    void aServerThatSaysNothingDoesNotKeepTheContextFromStarting() throws Exception {
        try (FaultProxy line = FaultProxy.inFrontOf(SharedSandbox.get().tcp().getPort())) {
            line.stall();
            assertStartsAndStops(line);
        }
    }

    private static void assertStartsAndStops(FaultProxy line) throws Exception {
        Stopwatch stopping;
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("paho", component(line));
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:test/in").routeId("consumer").to("log:in");
                    from("timer:out?period=100").routeId("producer").to("paho:test/out");
                }
            });
            context.getShutdownStrategy().setTimeout(3);
            Stopwatch starting = new Stopwatch();
            context.start();

            assertThat(starting.elapsed()).as("time to start").isLessThan(STARTED_WITHIN);
            assertThat(context.getRouteController().getRouteStatus("consumer").isStarted())
                    .isTrue();
            assertThat(context.getRouteController().getRouteStatus("producer").isStarted())
                    .isTrue();
            stopping = new Stopwatch();
        }
        assertThat(stopping.elapsed()).as("time to stop").isLessThan(STOPPED_WITHIN);
    }

    private static AliyunMqttComponent component(FaultProxy line) {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getAccount().setEndpoint(line.uri().toString());
        component.setGroupId(SharedSandbox.GROUP_ID);
        component.setDeviceId("nobody-answers");
        component.getAccount().setAccessKey(SharedSandbox.ACCESS_KEY);
        component.getAccount().setSecretKey(SharedSandbox.SECRET_KEY);
        component.getAccount().setInstanceId(SharedSandbox.INSTANCE_ID);
        return component;
    }
}
