package io.github.camelaliyun.mqtt.kit;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A Camel context as an estate has it, with the component bound as {@code paho}. */
public final class Estate implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CamelContext context = new DefaultCamelContext();
    private final AliyunMqttComponent component = new AliyunMqttComponent();
    private final ProducerTemplate template;

    public Estate(URI server, String clientId, Consumer<AliyunMqttComponent> settings) throws Exception {
        String[] parts = clientId.split("@@@");
        component.getAccount().setEndpoint(server.toString());
        component.setGroupId(parts[0]);
        component.setDeviceId(parts[1]);
        component.getAccount().setAccessKey("test-access-key");
        component.getAccount().setSecretKey("test-secret-key");
        component.getAccount().setInstanceId("post-cn-test");
        settings.accept(component);
        context.addComponent("paho", component);
        context.getShutdownStrategy().setTimeout(3);
        template = context.createProducerTemplate();
        context.start();
        // As camel-main, Spring Boot and Quarkus do.
        HealthCheckRegistry health = HealthCheckRegistry.get(context);
        health.register(health.resolveById("consumers"));
    }

    public Estate(URI server, String clientId) throws Exception {
        this(server, clientId, component -> {});
    }

    /** Adds a consumer route that hands each exchange to the test. */
    public Estate consume(String routeId, String uri, org.apache.camel.Processor processor) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId(routeId).process(processor);
            }
        });
        return this;
    }

    public Estate add(RouteBuilder routes) throws Exception {
        context.addRoutes(routes);
        return this;
    }

    public CamelContext context() {
        return context;
    }

    public AliyunMqttComponent component() {
        return component;
    }

    /** Publishes and waits for the acknowledgement. */
    public void publish(String uri, Object body) {
        template.sendBody(uri, body);
    }

    /** Publishes; the future has the exchange when the publish is done. */
    public CompletableFuture<Exchange> publishAsync(String uri, Object body) {
        return template.asyncSend(uri, exchange -> exchange.getIn().setBody(body));
    }

    public FluentProducerTemplate fluent() {
        return context.createFluentProducerTemplate();
    }

    /** Waits up to 20 s until the reason why its first connection does not come about has all these words. */
    public void awaitReason(String... words) {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(component.connectionStatuses().get(0).lastError())
                                .contains(words));
    }

    @Override
    public void close() {
        template.stop();
        context.stop();
    }
}
