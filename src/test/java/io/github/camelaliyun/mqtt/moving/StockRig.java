package io.github.camelaliyun.mqtt.moving;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A context as an application of camel-paho has it, on Mosquitto, with a topic of its own for each test. For the test's thread. */
abstract class StockRig {

    static final Duration LIMIT = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    static Mosquitto mosquitto;

    final String name = getClass().getSimpleName() + NUMBER.incrementAndGet();
    final BlockingQueue<Exchange> received = new LinkedBlockingQueue<>();
    final AliyunMqttComponent component = new AliyunMqttComponent();
    final DefaultCamelContext camel = new DefaultCamelContext();
    FaultProxy line;
    ProducerTemplate template;

    @BeforeAll
    static void startBroker() {
        mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
    }

    @AfterAll
    static void endBroker() {
        mosquitto.close();
    }

    @BeforeEach
    void start() {
        line = FaultProxy.inFrontOf(mosquitto.port());
        component.getConfiguration().setBrokerUrl(line.uri().toString());
        component.getConfiguration().setClientId(name);
        component.getConfiguration().setUnclaimedGrace(300);
        camel.addComponent("paho", component);
        camel.getShutdownStrategy().setTimeout(3);
        camel.start();
        template = camel.createProducerTemplate();
    }

    @AfterEach
    void end() {
        template.stop();
        camel.stop();
        line.close();
    }

    interface Routes {
        void configure(RouteBuilder builder) throws Exception;
    }

    void routes(Routes routes) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                routes.configure(this);
            }
        });
    }

    /** A route that collects what it consumes, and has subscribed. */
    void consume(String topicAndOptions) throws Exception {
        routes(r -> r.from("paho:" + topicAndOptions).routeId("in").process(exchange -> received.add(exchange.copy())));
        awaitSubscribed(topicAndOptions.replaceFirst("[?=].*", ""));
    }

    void awaitSubscribed(String topic) {
        await().atMost(LIMIT).until(() -> subscriptions(topic) > 0);
    }

    /** How many times the broker has logged that this client subscribes to the topic. */
    long subscriptions(String topic) {
        return mosquitto
                .log()
                .lines()
                .filter(each -> each.matches(".*: " + name + " [012] \\Q" + topic + "\\E"))
                .count();
    }

    void send(String uri, Object body, Map<String, Object> headers) {
        Exchange sent = template.send(uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
        assertThat(sent.getException()).isNull();
    }

    Exchange next() throws InterruptedException {
        Exchange exchange = received.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(exchange).as("the next message").isNotNull();
        return exchange;
    }

    String nextBody() throws InterruptedException {
        return next().getMessage().getBody(String.class);
    }
}
