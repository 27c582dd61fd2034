package io.github.camelaliyun.mqtt.brokers;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.reliability.Ledger;
import org.apache.camel.Exchange;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import static org.awaitility.Awaitility.await;

/**
 * A broker for the tests of a class, and the applications and routes on it. Topics and clientIds are of one test each, since
 * the broker is of all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(Recording.class)
abstract class BrokerRig {

    static final Duration LIMIT = Duration.ofSeconds(30);

    /** For some thousand messages on a broker that writes each to a disk. */
    static final Duration STREAM_LIMIT = Duration.ofMinutes(2);

    static final Duration NOTHING_MORE = Duration.ofMillis(500);
    static final int BACKLOG = 1_000;

    /** A broker that has just started on a busy machine may take its time. */
    static final int CONNECT_SECONDS = 20;

    BrokerUnderTest broker;
    String figure = "";

    /** Starts the broker, or aborts with the reason why this machine cannot. */
    abstract BrokerUnderTest start();

    @BeforeAll
    void startBroker() {
        broker = start();
    }

    @AfterAll
    void closeBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    BrokerUnderTest broker() {
        return broker;
    }

    /** What a test adds to its "ok". */
    String takeFigure() {
        String taken = figure;
        figure = "";
        return taken;
    }

    boolean isLimited(Behaviour behaviour) {
        return Limits.of(broker.name(), behaviour).isPresent();
    }

    Estate application(String clientId) throws Exception {
        return application(broker.tcp(), clientId, component -> {});
    }

    /** An application on a broker that is not the service: without its keys. */
    Estate application(URI server, String clientId, Consumer<AliyunMqttComponent> settings) throws Exception {
        return new Estate(server, "GID_unused@@@unused", component -> {
            component.setGroupId(null);
            component.setDeviceId(null);
            component.getAccount().setInstanceId(null);
            component.getAccount().setAccessKey(null);
            component.getAccount().setSecretKey(null);
            component.getConfiguration().setClientId(clientId);
            component.getConfiguration().setUserName(Site.USER);
            component.getConfiguration().setPassword(broker.site().password());
            component.getConfiguration().setConnectionTimeout(CONNECT_SECONDS);
            settings.accept(component);
        });
    }

    static void persistent(AliyunMqttComponent component) {
        component.getConfiguration().setCleanSession(false);
    }

    /** Adds a route and returns when the broker has granted its filter. */
    static void consume(Estate app, String uri, org.apache.camel.Processor processor) throws Exception {
        String routeId = "consume " + uri.replace("#", "");
        app.consume(routeId, uri, processor);
        awaitGranted(app, routeId);
    }

    static void awaitGranted(Estate app, String routeId) {
        await().atMost(LIMIT).until(() -> readiness(app, "consumer:" + routeId).getState() == HealthCheck.State.UP);
    }

    static HealthCheck.Result readiness(Estate app, String check) {
        return HealthCheckHelper.invokeReadiness(app.context(), "full").stream()
                .filter(result -> result.getCheck().getId().equals(check))
                .findFirst()
                .orElseThrow();
    }

    static ConnectionStatus status(Estate app) {
        return app.component().connectionStatuses().get(0);
    }

    /** The bodies are the numbers from 0; returns when each publish is done. */
    static void publishAll(Estate publisher, String uri, int messages, Ledger ledger) throws Exception {
        List<CompletableFuture<Exchange>> publishes = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            int number = i;
            publishes.add(publisher.publishAsync(uri, String.valueOf(i)).whenComplete((exchange, failure) -> {
                if (failure == null && exchange.getException() == null) {
                    ledger.acknowledged(number);
                }
            }));
        }
        CompletableFuture.allOf(publishes.toArray(CompletableFuture[]::new))
                .get(STREAM_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    static int distinct(AtomicIntegerArray arrived) {
        return (int) IntStream.range(0, arrived.length())
                .filter(i -> arrived.get(i) > 0)
                .count();
    }

    static void awaitNothingMore() {
        await().pollDelay(NOTHING_MORE).until(() -> true);
    }

    static int number(Exchange exchange) {
        return Integer.parseInt(body(exchange));
    }

    static String body(Exchange exchange) {
        return new String(exchange.getIn().getBody(byte[].class), StandardCharsets.UTF_8);
    }

    static String topic(Exchange exchange) {
        return exchange.getIn().getHeader(PahoConstants.MQTT_TOPIC, String.class);
    }
}
