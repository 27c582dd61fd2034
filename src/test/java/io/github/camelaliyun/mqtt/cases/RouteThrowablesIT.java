package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whatever a route that consumes throws ends one exchange, and nothing more. */
@RequiresMosquitto
@Timeout(120)
class RouteThrowablesIT extends ThrowablesRig {

    private static final int SHUTDOWN_TIMEOUT_SECONDS = 10;
    private static final Duration AT_LEAST = Duration.ofMillis(200);
    private static final String POISON = "poison";
    private static final Set<Thrown> OF_ROUTES = EnumSet.complementOf(EnumSet.of(Thrown.WHOSE_MESSAGE_THROWS));
    private static final List<String> FOLLOWING =
            IntStream.range(0, 20).mapToObj(i -> "message " + i).toList();

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
                        .process(RouteThrowablesIT::failPoison)
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
                        .process(RouteThrowablesIT::failPoison)
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
}
