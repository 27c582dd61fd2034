package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import static org.apache.camel.builder.Builder.header;
import static org.assertj.core.api.Assertions.assertThat;

class RouteFailuresTest {

    private static final int MESSAGES = 300;

    /** Each message has an endpoint of its own. */
    @Test
    void aDynamicEndpointThatFailsForEachMessageIsOneKind() throws Exception {
        List<String> lines = failuresOf("direct:absent-${header.id}?timeout=1");

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("route out: ");
        assertThat(lines.get(1)).endsWith("(" + (MESSAGES - 1) + " more times)");
    }

    @Test
    void anotherHostIsAnotherKind() throws Exception {
        assertThat(failuresOf("direct:host-${header.host}.example:80/${header.id}?timeout=1"))
                .hasSize(4)
                .filteredOn(line -> line.endsWith("(" + (MESSAGES / 2 - 1) + " more times)"))
                .hasSize(2);
    }

    @Test
    void anotherEndpointOfTheRouteIsAnotherKind() throws Exception {
        List<String> lines = failuresOf(route -> route.choice()
                .when(header("host").isEqualTo(0))
                .to("direct:a?timeout=1")
                .otherwise()
                .to("direct:b?timeout=1"));

        assertThat(lines)
                .hasSize(4)
                .filteredOn(line -> line.endsWith("(" + (MESSAGES / 2 - 1) + " more times)"))
                .hasSize(2);
    }

    private static List<String> failuresOf(String uri) throws Exception {
        return failuresOf(route -> route.toD(uri));
    }

    private static List<String> failuresOf(Consumer<RouteDefinition> steps) throws Exception {
        try (LogCapture log = new LogCapture()) {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                new RouteFailures(Duration.ofMinutes(1)).watch(context);
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        steps.accept(from("direct:out").routeId("out"));
                    }
                });
                context.start();
                for (int i = 0; i < MESSAGES; i++) {
                    send(context, i);
                }
            }
            return log.lines().stream()
                    .filter(line -> line.startsWith("ERROR") && line.contains("route out: "))
                    .toList();
        }
    }

    private static void send(DefaultCamelContext context, int id) {
        Exchange sent = context.createFluentProducerTemplate()
                .to("direct:out")
                .withHeader("id", id)
                .withHeader("host", id % 2)
                .send();
        assertThat(sent.getException()).isNotNull();
    }
}
