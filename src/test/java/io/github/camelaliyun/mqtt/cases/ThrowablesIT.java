package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.kit.DeafBroker;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whatever is thrown, by whatever is not ours, ends one attempt, one exchange or one link, and nothing more. */
@RequiresMosquitto
@Timeout(120)
class ThrowablesIT {

    /** A pause of a second before the next attempt, and some for a machine that is busy. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int SHUTDOWN_TIMEOUT_SECONDS = 10;
    private static final long PUBLISH_TIMEOUT_MILLIS = 500;
    private static final Duration AT_LEAST = Duration.ofMillis(200);
    private static final String POISON = "poison";
    private static final Set<Thrown> OF_ROUTES = EnumSet.complementOf(EnumSet.of(Thrown.WHOSE_MESSAGE_THROWS));
    private static final List<String> FOLLOWING =
            IntStream.range(0, 20).mapToObj(i -> "message " + i).toList();

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String topic = "test/" + clientId.substring(clientId.indexOf("@@@") + 3);
    private final Inbox inbox = new Inbox();

    /** What user code may throw. */
    enum Thrown {
        NO_CLASS_DEF_FOUND {
            @Override
            void now() {
                throw new NoClassDefFoundError("com/example/Vault");
            }
        },
        ASSERTION {
            @Override
            void now() {
                throw new AssertionError("thrown by the test");
            }
        },
        STACK_OVERFLOW {
            @Override
            void now() {
                now();
            }
        },
        OUT_OF_MEMORY {
            @Override
            void now() {
                throw new OutOfMemoryError("thrown by the test");
            }
        },
        WITHOUT_A_MESSAGE {
            @Override
            void now() {
                throw new IllegalStateException((String) null);
            }
        },
        WHOSE_MESSAGE_THROWS {
            @Override
            void now() {
                throw new IllegalStateException() {
                    @Override
                    public String getMessage() {
                        throw new UnsupportedOperationException("no message, says the test");
                    }
                };
            }
        };

        abstract void now();
    }

    @Test
    void c06WhateverTheCredentialProcessorThrowsFailsOneAttempt() throws Exception {
        Map<Thrown, Estate> apps = new EnumMap<>(Thrown.class);
        try {
            for (Thrown thrown : Thrown.values()) {
                CredentialProcessor processor = throwingOnce(thrown);
                apps.put(
                        thrown,
                        new Estate(
                                SharedSandbox.get().tcp(),
                                SharedSandbox.uniqueClientId(),
                                component -> component.setCredentialProcessor(processor)));
            }
            Map<Thrown, CompletableFuture<Exchange>> published = new EnumMap<>(Thrown.class);
            apps.forEach((thrown, app) -> published.put(thrown, app.publishAsync("paho:" + topic, "x")));
            CompletableFuture.allOf(published.values().toArray(CompletableFuture[]::new))
                    .completeOnTimeout(null, LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .get();
            assertThat(published)
                    .allSatisfy((thrown, publish) -> assertThat(publish)
                            .as("a publish after " + thrown)
                            .isCompletedWithValueMatching(exchange -> exchange.getException() == null));
        } finally {
            apps.values().forEach(Estate::close);
        }
    }

    private static CredentialProcessor throwingOnce(Thrown thrown) {
        AtomicBoolean first = new AtomicBoolean(true);
        return id -> {
            if (first.getAndSet(false)) {
                thrown.now();
            }
            return SharedSandbox.signed(id);
        };
    }

    @Test
    void c06AnAppenderThatThrowsWhenTheConnectionIsLostFailsNoReconnect() throws Exception {
        try (FaultProxy line = FaultProxy.inFrontOf(Server.MOSQUITTO.uri().getPort());
                Estate app = new Estate(line.uri(), clientId)) {
            app.consume("in", "paho:" + topic, inbox);
            inbox.awaitSubscribed(app, topic);
            try (BrokenAppender broken = new BrokenAppender(Level.WARN)) {
                line.reset();
                await().dontCatchUncaughtExceptions().atMost(LIMIT).until(broken::hasThrown);

                assertAcknowledged(app);
                assertReceives(app);
            }
        }
    }

    @Test
    void c06AnAppenderThatThrowsWhenTheConnectionIsUpLeavesItAtWork() throws Exception {
        try (BrokenAppender broken = new BrokenAppender(Level.INFO);
                Estate app = new Estate(Server.MOSQUITTO.uri(), clientId)) {
            app.consume("in", "paho:" + topic, inbox);
            await().dontCatchUncaughtExceptions().atMost(LIMIT).until(broken::hasThrown);

            assertAcknowledged(app);
            assertReceives(app);
        }
    }

    @Test
    void c06AnAppenderThatThrowsWhenAConnectFailsDoesNotEndTheAttempts() throws Exception {
        try (FaultProxy line = FaultProxy.inFrontOf(Server.MOSQUITTO.uri().getPort())) {
            line.cut();
            try (BrokenAppender broken = new BrokenAppender(Level.WARN);
                    Estate app = new Estate(line.uri(), clientId)) {
                app.consume("in", "paho:" + topic, inbox);
                await().dontCatchUncaughtExceptions().atMost(LIMIT).until(broken::hasThrown);
                line.restore();

                assertAcknowledged(app);
                assertReceives(app);
            }
        }
    }

    @Test
    void c06AnAppenderThatThrowsWhenAPublishTimesOutEndsNoLaterTimeout() throws Exception {
        try (DeafBroker broker = new DeafBroker();
                BrokenAppender thrower = new BrokenAppender(Level.WARN);
                Estate app = impatient(broker.uri())) {
            assertTimesOut(app.publishAsync("paho:" + topic, "1"));

            assertTimesOut(app.publishAsync("paho:" + topic, "2"));
            assertTimesOut(app.publishAsync("paho:" + topic, "3"));
        }
    }

    @Test
    void c06AStepAfterAPublishThatThrowsAnErrorEndsNoLaterTimeout() throws Exception {
        try (DeafBroker broker = new DeafBroker();
                Estate app = impatient(broker.uri())) {
            app.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:out")
                            .routeId("out")
                            .onException(Exception.class)
                            .onWhen(e -> {
                                throw new AssertionError("thrown by the test");
                            })
                            .handled(true)
                            .end()
                            .to("paho:" + topic);
                }
            });
            app.fluent().to("direct:out").withBody("1").asyncSend();
            app.fluent().to("direct:out").withBody("2").asyncSend();

            assertTimesOut(app.publishAsync("paho:" + topic, "3"));
            assertTimesOut(app.publishAsync("paho:" + topic, "4"));
        }
    }

    @Test
    void c06ACompletionOfAPublishThatThrowsAnErrorEndsNoLaterTimeout() throws Exception {
        try (DeafBroker broker = new DeafBroker();
                Estate app = impatient(broker.uri())) {
            CompletableFuture<Void> told = new CompletableFuture<>();
            app.fluent()
                    .to("paho:" + topic)
                    .withProcessor(exchange -> exchange.getExchangeExtension().addOnCompletion(new Synchronization() {
                        @Override
                        public void onComplete(Exchange done) {
                            told.complete(null);
                        }

                        @Override
                        public void onFailure(Exchange failed) {
                            told.complete(null);
                            throw new AssertionError("thrown by the test");
                        }
                    }))
                    .asyncSend();
            told.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

            assertTimesOut(app.publishAsync("paho:" + topic, "2"));
            assertTimesOut(app.publishAsync("paho:" + topic, "3"));
        }
    }

    @Test
    void c07WhateverARouteThrowsFailsOneExchangeThatIsTriedAgain() throws Exception {
        Map<Thrown, AtomicInteger> attempts = new EnumMap<>(Thrown.class);
        Map<Thrown, Inbox> inboxes = new EnumMap<>(Thrown.class);
        try (Estate app = app()) {
            for (Thrown thrown : OF_ROUTES) {
                attempts.put(thrown, new AtomicInteger());
                inboxes.put(thrown, new Inbox());
                app.consume(thrown.name(), "paho:" + topic + "/" + thrown, e -> {
                    if (isPoison(e) && attempts.get(thrown).incrementAndGet() == 1) {
                        thrown.now();
                    }
                    inboxes.get(thrown).process(e);
                });
            }
            inboxes.forEach((thrown, its) -> its.awaitSubscribed(app, topic + "/" + thrown));
            OF_ROUTES.forEach(thrown -> sendPoisonAndMore(app, topic + "/" + thrown));
            Instant until = Instant.now().plus(LIMIT);

            assertThat(OF_ROUTES).allSatisfy(thrown -> {
                inboxes.get(thrown).await(FOLLOWING, left(until));
                inboxes.get(thrown).await(List.of(POISON), left(until));
                assertThat(attempts.get(thrown)).hasValue(2);
            });
            for (Thrown thrown : OF_ROUTES) {
                assertStopsAtOnce(app, thrown.name());
            }
        }
    }

    private static Duration left(Instant until) {
        Duration left = Duration.between(Instant.now(), until);
        return left.compareTo(AT_LEAST) < 0 ? AT_LEAST : left;
    }

    /** Camel asks for the message while it logs the failure, and the exchange ends without a word: its garbage tells. */
    @Test
    void c07AnExceptionWhoseMessageThrowsLeavesTheConsumerAtWork() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (Estate app = app()) {
            app.context().getShutdownStrategy().setTimeout(1);
            app.consume("in", "paho:" + topic, e -> {
                if (isPoison(e) && attempts.incrementAndGet() == 1) {
                    Thrown.WHOSE_MESSAGE_THROWS.now();
                }
                inbox.process(e);
            });
            inbox.awaitSubscribed(app, topic);
            sendPoisonAndMore(app, topic);

            await().dontCatchUncaughtExceptions().atMost(LIMIT).untilAsserted(() -> {
                System.gc();
                assertThat(inbox.bodies()).containsAll(FOLLOWING);
            });
        }
    }

    @Test
    void c07AnExceptionHandlerThatThrowsFailsOneExchange() throws Exception {
        assertHandlerIsSurvived(Thrown.WITHOUT_A_MESSAGE);
    }

    @Test
    void c07AnExceptionHandlerThatThrowsAnErrorFailsOneExchange() throws Exception {
        assertHandlerIsSurvived(Thrown.ASSERTION);
    }

    private void assertHandlerIsSurvived(Thrown thrown) throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (Estate app = app()) {
            app.context().getRegistry().bind("thrower", ExceptionHandler.class, new ThrowingHandler(thrown));
            app.consume("in", "paho:" + topic + "?exceptionHandler=#thrower", e -> {
                if (isPoison(e) && attempts.incrementAndGet() == 1) {
                    throw new IllegalStateException("a failure that the handler is told of");
                }
                inbox.process(e);
            });
            assertGoesOn(app);

            inbox.await(List.of(POISON), LIMIT);
            assertStopsAtOnce(app, "in");
        }
    }

    @Test
    void c07AnErrorInAnOnCompletionLeavesTheConsumerAtWork() throws Exception {
        assertSurvives(poison -> new RouteBuilder() {
            @Override
            public void configure() {
                from("paho:" + topic)
                        .routeId("in")
                        .onCompletion()
                        .process(poison)
                        .end()
                        .process(inbox);
            }
        });
    }

    @Test
    void c07AnErrorInTheProcessorOfAnOnExceptionLeavesTheConsumerAtWork() throws Exception {
        assertSurvives(poison -> new RouteBuilder() {
            @Override
            public void configure() {
                from("paho:" + topic)
                        .routeId("in")
                        .onException(Exception.class)
                        .handled(true)
                        .process(poison)
                        .end()
                        .process(ThrowablesIT::failPoison)
                        .process(inbox);
            }
        });
    }

    @Test
    void c07AnErrorInTheConditionOfAnErrorHandlerLeavesTheConsumerAtWork() throws Exception {
        assertSurvives(poison -> new RouteBuilder() {
            @Override
            public void configure() {
                from("paho:" + topic)
                        .routeId("in")
                        .onException(Exception.class)
                        .onWhen(e -> {
                            throwing(poison, e);
                            return true;
                        })
                        .handled(true)
                        .end()
                        .process(ThrowablesIT::failPoison)
                        .process(inbox);
            }
        });
    }

    @Test
    void c07AnErrorOfARoutePolicyLeavesTheConsumerAtWork() throws Exception {
        assertSurvives(poison -> new RouteBuilder() {
            @Override
            public void configure() {
                from("paho:" + topic)
                        .routeId("in")
                        .routePolicy(new RoutePolicySupport() {
                            @Override
                            public void onExchangeDone(Route route, Exchange exchange) {
                                throwing(poison, exchange);
                            }
                        })
                        .process(inbox);
            }
        });
    }

    /** @param routes given a processor that throws an error at the first message that is poison */
    private void assertSurvives(Function<Processor, RouteBuilder> routes) throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        try (Estate app = app()) {
            app.context().getShutdownStrategy().setTimeout(1);
            app.add(routes.apply(e -> {
                if (isPoison(e) && first.getAndSet(false)) {
                    throw new AssertionError("thrown by the test");
                }
            }));
            assertGoesOn(app);

            assertThat(first).as("still to be thrown").isFalse();
        }
    }

    private Estate app() throws Exception {
        Estate app = new Estate(Server.MOSQUITTO.uri(), clientId);
        app.context().getShutdownStrategy().setTimeout(SHUTDOWN_TIMEOUT_SECONDS);
        return app;
    }

    /** Its publishes fail soon, so that many of them can. */
    private Estate impatient(URI server) throws Exception {
        return new Estate(server, clientId, component -> component.setPublishTimeout(PUBLISH_TIMEOUT_MILLIS));
    }

    private static boolean isPoison(Exchange exchange) {
        return POISON.equals(exchange.getIn().getBody(String.class));
    }

    /** A failure for an error handler to deal with. */
    private static void failPoison(Exchange exchange) {
        if (isPoison(exchange)) {
            throw new IllegalStateException("a failure that the error handler deals with");
        }
    }

    private static void throwing(Processor processor, Exchange exchange) {
        try {
            processor.process(exchange);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Poison first; what follows it is received. */
    private void assertGoesOn(Estate app) {
        inbox.awaitSubscribed(app, topic);
        sendPoisonAndMore(app, topic);
        inbox.await(FOLLOWING, LIMIT);
    }

    private static void sendPoisonAndMore(Estate app, String to) {
        app.publishAsync("paho:" + to, POISON);
        FOLLOWING.forEach(body -> app.publishAsync("paho:" + to, body));
    }

    private static void assertStopsAtOnce(Estate app, String route) throws Exception {
        long start = System.nanoTime();
        app.context().getRouteController().stopRoute(route);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("what the stop took, of " + SHUTDOWN_TIMEOUT_SECONDS + " s")
                .isLessThan(Duration.ofSeconds(SHUTDOWN_TIMEOUT_SECONDS / 2));
    }

    private void assertAcknowledged(Estate app) {
        assertAcknowledged(app.publishAsync("paho:" + topic + "/out", "x"));
    }

    private static void assertAcknowledged(CompletableFuture<Exchange> publish) {
        assertThat(publish)
                .as("a publish")
                .succeedsWithin(LIMIT)
                .extracting(Exchange::getException)
                .isNull();
    }

    private void assertReceives(Estate app) {
        inbox.awaitSubscribed(app, topic);
    }

    private static void assertTimesOut(CompletableFuture<Exchange> publish) {
        assertThat(publish)
                .as("a publish that is never acknowledged")
                .succeedsWithin(LIMIT)
                .extracting(Exchange::getException)
                .isNotNull();
    }

    /** Throws at the first call. */
    private static final class ThrowingHandler implements ExceptionHandler {
        private final Thrown thrown;
        private final AtomicBoolean first = new AtomicBoolean(true);

        ThrowingHandler(Thrown thrown) {
            this.thrown = thrown;
        }

        @Override
        public void handleException(Throwable exception) {
            throwOnce();
        }

        @Override
        public void handleException(String message, Throwable exception) {
            throwOnce();
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            throwOnce();
        }

        private void throwOnce() {
            if (first.getAndSet(false)) {
                thrown.now();
            }
        }
    }
}
