package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;

import java.net.URI;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A Camel context with the component bound as {@code paho} and without the service's keys, so for any broker. For one
 * thread, but for its publishing.
 */
final class PlainContext implements AutoCloseable {

    private static final int SHUTDOWN_SECONDS = 3;

    private final CamelContext context = new DefaultCamelContext();
    private final AliyunMqttComponent component = new AliyunMqttComponent();
    private final ProducerTemplate template;

    PlainContext(URI server, String clientId, Consumer<AliyunMqttComponent> settings) {
        component.getConfiguration().setBrokerUrl(server.toString());
        component.getConfiguration().setClientId(clientId);
        settings.accept(component);
        context.addComponent("paho", component);
        context.getShutdownStrategy().setTimeout(SHUTDOWN_SECONDS);
        template = context.createProducerTemplate();
        context.start();
    }

    PlainContext(URI server, String clientId) {
        this(server, clientId, component -> {});
    }

    static void persistent(AliyunMqttComponent component) {
        component.getConfiguration().setCleanSession(false);
    }

    /** Sets an option of the component, or of its configuration, if there is one of this name; says whether there is. A number is set as a file has it. */
    static boolean setIfPresent(AliyunMqttComponent component, String option, Object value) {
        CamelContext converters = new DefaultCamelContext();
        for (Object target : new Object[] {component, component.getConfiguration()}) {
            if (PropertyBindingSupport.build()
                    .withCamelContext(converters)
                    .withTarget(target)
                    .withReflection(true)
                    .withProperty(option, value instanceof Number ? value.toString() : value)
                    .bind()) {
                return true;
            }
        }
        return false;
    }

    CamelContext context() {
        return context;
    }

    AliyunMqttComponent component() {
        return component;
    }

    PlainContext consume(String routeId, String uri, Processor processor) throws Exception {
        return add(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId(routeId).process(processor);
            }
        });
    }

    PlainContext collect(String routeId, String uri, Collection<String> bodies) throws Exception {
        return consume(
                routeId, uri, exchange -> bodies.add(exchange.getMessage().getBody(String.class)));
    }

    PlainContext add(RouteBuilder routes) throws Exception {
        context.addRoutes(routes);
        return this;
    }

    void stop(String routeId) throws Exception {
        context.getRouteController().stopRoute(routeId);
    }

    void start(String routeId) throws Exception {
        context.getRouteController().startRoute(routeId);
    }

    void remove(String routeId) throws Exception {
        stop(routeId);
        context.removeRoute(routeId);
    }

    void publish(String uri, Object body) {
        template.sendBody(uri, body);
    }

    /** The future has the exchange when the publish is done. */
    CompletableFuture<Exchange> publishAsync(String uri, Object body) {
        return template.asyncSend(uri, exchange -> exchange.getMessage().setBody(body));
    }

    @Override
    public void close() {
        template.stop();
        context.stop();
    }
}
