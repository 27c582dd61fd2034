package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.observe.ConnectionCheck;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ExchangeFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import static org.awaitility.Awaitility.await;

/** Routes on a persistent session of Mosquitto, and what a test does with them and asks of them. For the test's thread. */
abstract class RouteRig {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final int GRACE_MILLIS = 500;
    static final AtomicInteger NUMBER = new AtomicInteger();
    static Mosquitto mosquitto;

    final String clientId = "lifecycle-" + NUMBER.incrementAndGet();

    /** Of this test alone: all use one broker. */
    final String topic = "test/" + clientId;

    final List<String> bodies = new CopyOnWriteArrayList<>();
    DefaultCamelContext context;
    AliyunMqttComponent component;

    @BeforeAll
    static void startBroker() {
        mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
    }

    @AfterAll
    static void endBroker() {
        mosquitto.close();
    }

    @BeforeEach
    void start() throws Exception {
        context = context(null);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    DefaultCamelContext context(ExchangeFactory factory) throws Exception {
        DefaultCamelContext made = notStarted(factory);
        start(made);
        return made;
    }

    DefaultCamelContext notStarted(ExchangeFactory factory) {
        DefaultCamelContext made = new DefaultCamelContext();
        if (factory != null) {
            made.getCamelContextExtension().setExchangeFactory(factory);
        }
        component = new AliyunMqttComponent();
        component.getAccount().setEndpoint(mosquitto.uri().toString());
        component.getConfiguration().setClientId(clientId);
        component.getConfiguration().setCleanSession(false);
        component.getConfiguration().setUnclaimedGrace(GRACE_MILLIS);
        made.addComponent("paho", component);
        made.getShutdownStrategy().setTimeout(5);
        return made;
    }

    static void start(DefaultCamelContext made) {
        made.start();
        HealthCheckRegistry health = HealthCheckRegistry.get(made);
        health.register(health.resolveById("consumers"));
    }

    interface Routes {
        void configure(RouteBuilder builder) throws Exception;
    }

    static RouteBuilder routes(Routes routes) {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                routes.configure(this);
            }
        };
    }

    /** A route that collects bodies; one of that name is replaced. */
    void collect(String routeId, String uri) throws Exception {
        context.addRoutes(routes(r -> r.from(uri).routeId(routeId).process(this::take)));
    }

    /** A route that collects bodies once somebody starts it. */
    RouteBuilder idle(String routeId, String topicAndOptions) {
        return routes(r -> r.from("paho:" + topicAndOptions)
                .routeId(routeId)
                .autoStartup(false)
                .process(this::take));
    }

    /** Leaves messages with the broker, for the clientId, by a context that has ended since. */
    void leaveBacklog(String filter, String... texts) throws Exception {
        collect("earlier", "paho:" + filter);
        await().atMost(LIMIT).until(this::subscribed);
        context.stop();
        publishElsewhere(texts);
    }

    void take(Exchange exchange) {
        bodies.add(body(exchange));
    }

    static String body(Exchange exchange) {
        return exchange.getIn().getBody(String.class);
    }

    /** A producer keeps the connection up whatever becomes of consumers. */
    void keepOpen() throws Exception {
        context.addRoutes(routes(r -> r.from("direct:send").routeId("sender").to("paho:" + topic)));
        await().atMost(LIMIT).until(this::connected);
    }

    boolean connected() {
        return component.connectionStatuses().stream()
                .anyMatch(s -> s.state() == io.github.camelaliyun.mqtt.connection.ConnectionState.CONNECTED);
    }

    /** As the broker logs it. */
    boolean unsubscribed() {
        return mosquitto.log().lines().anyMatch(line -> line.endsWith(": " + clientId + " " + topic));
    }

    boolean subscribed() {
        return mosquitto.log().lines().anyMatch(line -> line.matches(".*: " + clientId + " [012] " + topic));
    }

    void send(String... texts) {
        for (String text : texts) {
            context.createFluentProducerTemplate()
                    .to("direct:send")
                    .withBody(text)
                    .request();
        }
    }

    void publish(String text) {
        publishElsewhere(text);
    }

    /** By another client. */
    void publishElsewhere(String... texts) {
        try (DefaultCamelContext other = new DefaultCamelContext()) {
            AliyunMqttComponent paho = new AliyunMqttComponent();
            paho.getAccount().setEndpoint(mosquitto.uri().toString());
            other.addComponent("paho", paho);
            other.start();
            for (String text : texts) {
                other.createFluentProducerTemplate()
                        .to("paho:" + topic)
                        .withBody(text)
                        .request();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void stopRoute(String routeId) {
        try {
            context.getRouteController().stopRoute(routeId);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    ConnectionStatus status() {
        return component.connectionStatuses().get(0);
    }

    /** What health checks of this component say that are DOWN. */
    List<String> complaints() {
        Collection<HealthCheck.Result> results = HealthCheckHelper.invokeReadiness(context);
        return results.stream()
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                // Camel's own say of each stopped route that it is stopped.
                .filter(result -> result.getCheck() instanceof ConnectionCheck)
                .map(result -> result.getMessage().orElse(""))
                .toList();
    }
}
