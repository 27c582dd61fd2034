package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** When a message is acknowledged by what became of its exchange, and when it is tried again. */
@RequiresMosquitto
class ExchangeOutcomeIT extends RouteRig {

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
        await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> !stopped.isDone());
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
}
