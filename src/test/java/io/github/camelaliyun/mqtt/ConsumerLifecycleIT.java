package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.observe.ConnectionCheck;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.spi.ExchangeFactory;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.RoutePolicySupport;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What Camel does with a consumer, and what becomes of its messages then: a persistent session on Mosquitto. */
@RequiresMosquitto
class ConsumerLifecycleIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int GRACE_MILLIS = 500;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static Mosquitto mosquitto;

    private final String clientId = "lifecycle-" + NUMBER.incrementAndGet();
    /** Of this test alone: all use one broker. */
    private final String topic = "test/" + clientId;

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private DefaultCamelContext context;
    private AliyunMqttComponent component;

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

    private DefaultCamelContext context(ExchangeFactory factory) throws Exception {
        DefaultCamelContext made = notStarted(factory);
        start(made);
        return made;
    }

    private DefaultCamelContext notStarted(ExchangeFactory factory) {
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

    private static void start(DefaultCamelContext made) {
        made.start();
        HealthCheckRegistry health = HealthCheckRegistry.get(made);
        health.register(health.resolveById("consumers"));
    }

    // Start, stop, suspend and remove.

    @Test
    void aStoppedRouteKeepsItsMessagesAndHealthNamesItUntilItStarts() throws Exception {
        collect("reader", "paho:" + topic);
        keepOpen();
        stopRoute("reader");
        send("1", "2", "3");

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(complaints())
                        .anySatisfy(text -> assertThat(text).contains("route reader is stopped and holds 3 messages")));
        assertThat(bodies).isEmpty();

        context.getRouteController().startRoute("reader");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2", "3"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(complaints()).isEmpty());
    }

    @Test
    void aSuspendedRouteKeepsItsMessagesAndHasThemWhenItIsResumed() throws Exception {
        collect("reader", "paho:" + topic);
        keepOpen();
        context.getRouteController().suspendRoute("reader");
        send("1", "2");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(complaints())
                        .anySatisfy(text -> assertThat(text).contains("route reader is stopped and holds 2 messages")));

        context.getRouteController().resumeRoute("reader");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
    }

    @Test
    void aSuspendedContextKeepsMessagesUntilItIsResumed() throws Exception {
        collect("reader", "paho:" + topic);
        publish("0");
        await().atMost(LIMIT).until(() -> bodies.size() == 1);
        context.suspend();
        publishElsewhere("1");
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 1);
        assertThat(bodies).containsExactly("0");

        context.resume();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("0", "1"));
    }

    @Test
    void aRemovedRouteIsUnsubscribedAfterTheGraceAndLeavesNoOneToComplainOf() throws Exception {
        collect("reader", "paho:" + topic);
        keepOpen();
        stopRoute("reader");
        send("1");
        context.removeRoute("reader");

        await().atMost(LIMIT).until(this::unsubscribed);
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
        assertThat(complaints()).isEmpty();
    }

    @Test
    void aRouteThatWasRemovedBeforeItEverStartedIsNotWaitedFor() throws Exception {
        context.addRoutes(routes(
                r -> r.from("paho:" + topic).routeId("never").autoStartup(false).to("mock:never")));
        keepOpen();
        context.removeRoute("never");
        collect("reader", "paho:" + topic);
        send("1");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1"));
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
    }

    @Test
    void aRouteThatDoesNotStartByItselfKeepsWhatTheSessionHasForIt() throws Exception {
        leaveBacklog(topic, "1", "2", "3");
        context = notStarted(null);
        context.addRoutes(idle("reader", topic));
        context.addRoutes(routes(r -> r.from("paho:" + topic + "/other").to("mock:other")));
        start(context);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(complaints())
                        .anySatisfy(text -> assertThat(text).contains("route reader is stopped and holds 3 messages")));
        await().during(Duration.ofMillis(3 * GRACE_MILLIS))
                .atMost(LIMIT)
                .until(() -> status().inbound().unacknowledged() == 3);

        context.getRouteController().startRoute("reader");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2", "3"));
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
        assertThat(status().inbound().unclaimed()).isZero();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void aRouteThatIsRemovedBeforeItEverStartedLeavesItsMessagesUnclaimed() throws Exception {
        leaveBacklog(topic, "1", "2");
        context = notStarted(null);
        context.addRoutes(idle("reader", topic));
        context.addRoutes(routes(r -> r.from("paho:" + topic + "/other").to("mock:other")));
        start(context);
        await().atMost(LIMIT).until(() -> status().inbound().stopped().equals(Map.of("reader", 2)));

        context.removeRoute("reader");

        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
        assertThat(status().inbound().unclaimed()).isEqualTo(2);
        assertThat(complaints()).isEmpty();
        assertThat(bodies).isEmpty();
    }

    @Test
    void aRouteThatIsAddedToARunningContextKeepsItsMessagesBeforeItsStart() throws Exception {
        leaveBacklog(topic, "1", "2");
        context = context(null);
        context.addRoutes(idle("reader", topic));
        assertThat(component.connectionStatuses()).isEmpty();
        assertThat(complaints()).isEmpty();
        context.addRoutes(routes(r -> r.from("paho:" + topic + "/other").to("mock:other")));
        await().atMost(LIMIT).until(() -> status().inbound().stopped().equals(Map.of("reader", 2)));

        context.getRouteController().startRoute("reader");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
    }

    @Test
    void theEndOfTheContextLeavesTheMessagesOfARouteThatNeverStartedToTheBroker() throws Exception {
        leaveBacklog(topic, "1", "2");
        context = notStarted(null);
        component.getConfiguration().setUnclaimedGrace(0);
        context.addRoutes(idle("reader", topic));
        context.addRoutes(routes(r -> r.from("paho:" + topic + "/other").to("mock:other")));
        start(context);
        await().atMost(LIMIT).until(() -> status().inbound().stopped().equals(Map.of("reader", 2)));
        context.stop();

        context = context(null);
        collect("reader", "paho:" + topic);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumer", "producer"})
    void whatComesBeforeARouteStartsWaitsForItsStart(String first) throws Exception {
        leaveBacklog(topic, "1", "2");
        context = notStarted(null);
        component.getConfiguration().setUnclaimedGrace(0);
        CountDownLatch arrived = new CountDownLatch(1);
        context.addRoutes(routes(r -> {
            boolean consumer = first.equals("consumer");
            r.from(consumer ? "paho:" + topic + "/other" : "direct:send")
                    .startupOrder(1)
                    .routePolicy(new WaitingPolicy(arrived))
                    .to(consumer ? "mock:other" : "paho:" + topic + "/other");
            r.from("paho:" + topic).routeId("reader").startupOrder(2).process(this::take);
        }));
        CompletableFuture<Void> started = CompletableFuture.runAsync(() -> start(context));
        try {
            await().atMost(LIMIT)
                    .until(() -> !component.connectionStatuses().isEmpty()
                            && status().counts().received() == 2);
            assertThat(status().inbound().unclaimed()).isZero();
        } finally {
            arrived.countDown();
            started.get(10, TimeUnit.SECONDS);
        }

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
        assertThat(status().inbound().unclaimed()).isZero();
    }

    /** Has the start of its route wait, and with it those of the routes after it. */
    private static final class WaitingPolicy extends RoutePolicySupport {
        private final CountDownLatch latch;

        WaitingPolicy(CountDownLatch latch) {
            this.latch = latch;
        }

        @Override
        public void onStart(Route route) {
            try {
                latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aRouteThatHasNotStartedIsInNobodysWay() throws Exception {
        context.stop();
        context = notStarted(null);
        context.addRoutes(idle("idle", topic + "/x?keepAliveInterval=7"));
        context.addRoutes(routes(r -> {
            r.from("direct:send").to("paho:" + topic);
            r.from("paho:" + topic).routeId("reader").process(this::take);
        }));
        start(context);
        send("1");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1"));

        assertThatThrownBy(() -> context.getRouteController().startRoute("idle"))
                .hasStackTraceContaining("keepAliveInterval");
        stopRoute("reader");
        send("2");
        context.getRouteController().startRoute("reader");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
    }

    @Test
    void aRouteWhoseMakingFailedKeepsNoMessages() throws Exception {
        leaveBacklog(topic, "1");
        context = context(null);
        assertThatThrownBy(() -> context.addRoutes(
                        routes(r -> r.from("paho:" + topic).routeId("wrong").to("nowhere:x"))))
                .hasStackTraceContaining("nowhere");
        context.addRoutes(routes(r -> r.from("paho:" + topic + "/other").to("mock:other")));

        await().atMost(LIMIT).until(() -> status().inbound().unclaimed() == 1);
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
    }

    @Test
    void theEndOfTheContextUnsubscribesNothingAndGivesNothingUp() throws Exception {
        collect("reader", "paho:" + topic);
        await().atMost(LIMIT).until(this::connected);
        stopRoute("reader");
        publishElsewhere("1");
        context.stop();
        publishElsewhere("2");

        assertThat(unsubscribed()).isFalse();
        context = context(null);
        collect("reader", "paho:" + topic);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
    }

    @Test
    void aRouteThatIsReplacedLosesNothing() throws Exception {
        collect("reader", "paho:" + topic);
        await().atMost(LIMIT).until(this::connected);
        for (int i = 0; i < 5; i++) {
            publishElsewhere(String.valueOf(i));
            collect("reader", "paho:" + topic + "?maxInProgress=" + (10 + i));
        }

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(bodies).containsExactlyInAnyOrder("0", "1", "2", "3", "4"));
        assertThat(unsubscribed()).isFalse();
    }

    @Test
    void aRouteThatCannotStartLeavesTheConnectionToTheOthers() throws Exception {
        collect("reader", "paho:" + topic);
        assertThatThrownBy(() -> collect("wrong", "paho:" + topic + "/x?keepAliveInterval=7"))
                .hasStackTraceContaining("keepAliveInterval");
        context.removeRoute("wrong");
        collect("wrong", "paho:" + topic + "/x");
        publishElsewhere("1");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1"));
    }

    @Test
    void aContextWithARouteThatCannotStartStops() throws Exception {
        assertThatThrownBy(() -> collect("wrong", "paho:" + topic + "?unclaimed=nowhere:x"))
                .hasStackTraceContaining("nowhere");
        context.stop();

        assertThat(context.isStopped()).isTrue();
    }

    // When a message is acknowledged.

    @Test
    void whatWentToASedaQueueIsAcknowledgedWhenItsConsumerIsDoneAndAStopWaitsForIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        context.addRoutes(routes(r -> {
            r.from("paho:" + topic).routeId("reader").to("seda:work");
            r.from("seda:work").routeId("worker").process(e -> go.await()).process(this::take);
        }));
        keepOpen();
        send("1");
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 1);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stopRoute("reader"));
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(stopped).isNotDone();
        assertThat(status().inbound().unacknowledged()).isEqualTo(1);

        go.countDown();
        stopped.get(4, TimeUnit.SECONDS);
        assertThat(bodies).containsExactly("1");
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
    }

    @Test
    void aSedaQueueThatIsFullFailsTheMessageAndItIsTriedAgain() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        context.addRoutes(routes(r -> {
            r.from("paho:" + topic).routeId("reader").to("seda:small?size=1&blockWhenFull=false");
            r.from("seda:small?size=1").process(e -> go.await()).process(this::take);
        }));
        keepOpen();
        send("1", "2", "3", "4");
        await().atMost(LIMIT).until(() -> status().inbound().failing().getOrDefault("reader", 0) >= 1);
        assertThat(status().inbound().unacknowledged()).isEqualTo(4);

        go.countDown();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).contains("1", "2", "3", "4"));
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
    }

    @Test
    void aCompletionThatIsForgottenElsewhereIsToldAndTheMessageIsTriedAgain() throws Exception {
        AtomicInteger times = new AtomicInteger();
        try (LogCapture log = new LogCapture()) {
            context.addRoutes(routes(r -> r.from("paho:" + topic)
                    .routeId("reader")
                    .process(exchange -> {
                        if (times.incrementAndGet() == 1) {
                            exchange.getExchangeExtension()
                                    .handoverCompletions(
                                            context.getEndpoint("mock:x").createExchange());
                        }
                    })));
            keepOpen();
            send("1");

            await().atMost(LIMIT).until(() -> {
                System.gc();
                return times.get() == 2;
            });
            await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
            assertThat(log.lines()).anyMatch(line -> line.startsWith("WARN") && line.contains("reader"));
        }
    }

    @Test
    void anExchangeThatIsToBeRolledBackHasFailed() throws Exception {
        AtomicInteger times = new AtomicInteger();
        context.addRoutes(routes(r -> r.from("paho:" + topic).routeId("reader").process(exchange -> {
            int time = times.incrementAndGet();
            if (time == 1) {
                exchange.setRollbackOnly(true);
            } else if (time == 2) {
                exchange.setRollbackOnlyLast(true);
            }
        })));
        keepOpen();
        send("1");

        await().atMost(LIMIT).until(() -> times.get() == 3);
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"processor", "predicate", "async", "stack", "handler"})
    void anErrorInARouteIsAFailedAttemptAndTheRouteGoesOn(String where) throws Exception {
        AtomicInteger times = new AtomicInteger();
        context.getRegistry().bind("throwing", (org.apache.camel.spi.ExceptionHandler) new ThrowingHandler());
        context.addRoutes(routes(r -> {
            var route = r.from("paho:" + topic + (where.equals("handler") ? "?exceptionHandler=#bean:throwing" : ""))
                    .routeId("reader");
            switch (where) {
                case "predicate" ->
                    route.filter((Predicate) exchange -> failOnce(times, where))
                            .process(this::take)
                            .end();
                case "async" ->
                    route.process(new AsyncProcessorSupport() {
                                @Override
                                public boolean process(Exchange exchange, AsyncCallback callback) {
                                    failOnce(times, where);
                                    callback.done(true);
                                    return true;
                                }
                            })
                            .process(this::take);
                default -> route.process(exchange -> failOnce(times, where)).process(this::take);
            }
        }));
        keepOpen();
        send("1", "2");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactlyInAnyOrder("1", "2"));
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
        stopRoute("reader");
        assertThat(context.getInflightRepository().size()).isZero();
    }

    private static boolean failOnce(AtomicInteger times, String how) {
        if (times.incrementAndGet() > 1) {
            return true;
        }
        switch (how) {
            case "handler" -> throw new IllegalStateException("the first time");
            case "stack" -> throw new StackOverflowError();
            default -> throw new AssertionError("the first time");
        }
    }

    private static final class ThrowingHandler implements org.apache.camel.spi.ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {
            throw new IllegalStateException("the handler fails");
        }

        @Override
        public void handleException(String message, Throwable exception) {
            throw new IllegalStateException("the handler fails");
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            throw new IllegalStateException("the handler fails");
        }
    }

    @Test
    void exchangesMayComeFromAPool() throws Exception {
        context.stop();
        context = context(new PooledExchangeFactory());
        AtomicInteger times = new AtomicInteger();
        context.addRoutes(routes(r -> {
            r.from("paho:" + topic)
                    .routeId("reader")
                    .process(exchange -> {
                        if (times.incrementAndGet() % 10 == 1) {
                            throw new IllegalStateException("every tenth");
                        }
                    })
                    .to("seda:work");
            r.from("seda:work").process(this::take);
        }));
        keepOpen();
        String[] sent = java.util.stream.IntStream.range(0, 50)
                .mapToObj(String::valueOf)
                .toArray(String[]::new);
        send(sent);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactlyInAnyOrder(sent));
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
    }

    // Other places for messages.

    @Test
    void aMessageGoesToTheDeadLettersAfterItsLastAttempt() throws Exception {
        AtomicInteger times = new AtomicInteger();
        context.addRoutes(routes(r -> {
            r.from("paho:" + topic + "?maxDeliveryAttempts=2&deadLetterUri=seda:letters")
                    .routeId("reader")
                    .process(e -> {
                        times.incrementAndGet();
                        throw new IllegalStateException("always");
                    });
            r.from("seda:letters").process(this::take);
        }));
        keepOpen();
        send("1");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1"));
        assertThat(times).hasValue(2);
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
        assertThat(status().counts().givenUp()).isEqualTo(1);
    }

    @Test
    void whatNoRouteTakesGoesToTheEndpointForIt() throws Exception {
        collect("reader", "paho:" + topic);
        await().atMost(LIMIT).until(this::connected);
        context.stop();
        publishElsewhere("1");

        context = context(null);
        component.getConfiguration().setUnclaimed("seda:unclaimed");
        context.addRoutes(routes(r -> r.from("seda:unclaimed").process(this::take)));
        keepOpen();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1"));
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
    }

    @Test
    void messagesOfAStoppedRouteAreDiscardedWhereThatIsWanted() throws Exception {
        collect("reader", "paho:" + topic + "?whenStopped=discard");
        keepOpen();
        stopRoute("reader");
        send("1", "2");

        await().atMost(LIMIT).until(() -> status().inbound().discarded() == 2);
        assertThat(status().inbound().unacknowledged()).isZero();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void messagesOfAStoppedRouteGoToTheEndpointForThem() throws Exception {
        collect("reader", "paho:" + topic + "?whenStopped=seda:meanwhile");
        context.addRoutes(routes(r -> r.from("seda:meanwhile").process(e -> bodies.add("meanwhile " + body(e)))));
        keepOpen();
        stopRoute("reader");
        send("1");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("meanwhile 1"));
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
        context.getRouteController().startRoute("reader");
        send("2");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("meanwhile 1", "2"));
    }

    // Publishing.

    @Test
    void aPublishThatFailsIsAnExceptionOfPahos() throws Exception {
        CompletableFuture<Exception> handled = new CompletableFuture<>();
        context.addRoutes(routes(r -> {
            r.onException(MqttException.class)
                    .handled(true)
                    .process(exchange ->
                            handled.complete(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
            r.from("direct:out")
                    .to("paho:" + topic + "?clientId=none&whenDisconnected=fail&brokerUrl=tcp://127.0.0.1:1");
        }));

        context.createFluentProducerTemplate().to("direct:out").withBody("1").send();
        assertThat(handled.get(10, TimeUnit.SECONDS)).isInstanceOf(MqttException.class);
    }

    // Helpers.

    private interface Routes {
        void configure(RouteBuilder builder) throws Exception;
    }

    private static RouteBuilder routes(Routes routes) {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                routes.configure(this);
            }
        };
    }

    /** A route that collects bodies; one of that name is replaced. */
    private void collect(String routeId, String uri) throws Exception {
        context.addRoutes(routes(r -> r.from(uri).routeId(routeId).process(this::take)));
    }

    /** A route that collects bodies once somebody starts it. */
    private RouteBuilder idle(String routeId, String topicAndOptions) {
        return routes(r -> r.from("paho:" + topicAndOptions)
                .routeId(routeId)
                .autoStartup(false)
                .process(this::take));
    }

    /** Leaves messages with the broker, for the clientId, by a context that has ended since. */
    private void leaveBacklog(String filter, String... texts) throws Exception {
        collect("earlier", "paho:" + filter);
        await().atMost(LIMIT).until(this::subscribed);
        context.stop();
        publishElsewhere(texts);
    }

    private void take(Exchange exchange) {
        bodies.add(body(exchange));
    }

    private static String body(Exchange exchange) {
        return exchange.getIn().getBody(String.class);
    }

    /** A producer keeps the connection up whatever becomes of consumers. */
    private void keepOpen() throws Exception {
        context.addRoutes(routes(r -> r.from("direct:send").routeId("sender").to("paho:" + topic)));
        await().atMost(LIMIT).until(this::connected);
    }

    private boolean connected() {
        return component.connectionStatuses().stream()
                .anyMatch(s -> s.state() == io.github.camelaliyun.mqtt.connection.ConnectionState.CONNECTED);
    }

    /** As the broker logs it. */
    private boolean unsubscribed() {
        return mosquitto.log().lines().anyMatch(line -> line.endsWith(": " + clientId + " " + topic));
    }

    private boolean subscribed() {
        return mosquitto.log().lines().anyMatch(line -> line.matches(".*: " + clientId + " [012] " + topic));
    }

    private void send(String... texts) {
        for (String text : texts) {
            context.createFluentProducerTemplate()
                    .to("direct:send")
                    .withBody(text)
                    .request();
        }
    }

    private void publish(String text) {
        publishElsewhere(text);
    }

    /** By another client. */
    private void publishElsewhere(String... texts) {
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

    private void stopRoute(String routeId) {
        try {
            context.getRouteController().stopRoute(routeId);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ConnectionStatus status() {
        return component.connectionStatuses().get(0);
    }

    /** What health checks of this component say that are DOWN. */
    private List<String> complaints() {
        Collection<HealthCheck.Result> results = HealthCheckHelper.invokeReadiness(context);
        return results.stream()
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                // Camel's own say of each stopped route that it is stopped.
                .filter(result -> result.getCheck() instanceof ConnectionCheck)
                .map(result -> result.getMessage().orElse(""))
                .toList();
    }
}
