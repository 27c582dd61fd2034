package io.github.camelaliyun.mqtt.patterns;

import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ClaimCheckOperation;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.saga.InMemorySagaService;
import org.apache.camel.support.ExchangeHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Steps that have the exchange go on in its own route, and those that end it there. */
class StepsIT extends PatternRig {

    @ParameterizedTest
    @ValueSource(
            strings = {"loop", "claimCheck", "kamelet", "interceptFrom", "saga", "circuitBreaker", "throttle", "step"})
    void theMessageIsAcknowledgedAfterThem(String how) throws Exception {
        start(r -> around(r, how, this::work));
        assertAcknowledgedAfterTheWork("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"loop", "claimCheck", "kamelet", "interceptFrom", "saga", "circuitBreaker", "throttle", "step"})
    void whatFailsInThemIsTriedAgain(String how) throws Exception {
        start(r -> around(r, how, this::fail));
        assertTriedAgain("x");
    }

    private void around(RouteBuilder r, String how, Processor work) throws Exception {
        switch (how) {
            case "kamelet" -> r.routeTemplate("meter").from("kamelet:source").process(work);
            case "interceptFrom" -> r.interceptFrom().process(work);
            case "saga" -> estate.context().addService(new InMemorySagaService());
            default -> {}
        }
        RouteDefinition route = r.from(in()).routeId(READER);
        switch (how) {
            case "loop" -> route.loop(2).process(work).end();
            case "claimCheck" ->
                route.claimCheck(ClaimCheckOperation.Push).process(work).claimCheck(ClaimCheckOperation.Pop);
            case "kamelet" -> route.to("kamelet:meter");
            case "saga" -> route.saga().process(work).end();
            case "circuitBreaker" -> route.circuitBreaker().process(work).end();
            case "throttle" -> route.throttle(20).asyncDelayed().process(work).end();
            case "step" -> route.step("s").process(work).end();
            default -> route.to("log:x?level=DEBUG");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter", "stop", "sampling"})
    void whatARouteLeavesOutIsAcknowledged(String how) throws Exception {
        start(r -> {
            RouteDefinition route = r.from(in()).routeId(READER).process(this::take);
            switch (how) {
                case "filter" ->
                    route.filter(r.constant(false)).process(this::fail).end();
                case "sampling" ->
                    route.sample(LIMIT.toMillis()).process(this::forgetful).end();
                default -> route.stop();
            }
        });
        send("x", "y");
        awaitBegun(2);
        awaitAllAcknowledged();
        assertThat(begun).containsExactly("x", "y");
    }

    private void forgetful(Exchange exchange) {
        assertThat(body(exchange)).isEqualTo("x");
    }

    @Test
    void whatDoesNotPassAValidationIsTriedAgain() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .validate(r.body().isEqualTo("good"))
                .process(this::take));
        assertTriedAgain("bad");
    }

    @Test
    void whatThrottleRejectsIsTriedAgain() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .throttle(1)
                .timePeriodMillis(500)
                .rejectExecution(true)
                .process(this::take));
        send("x", "y");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(worked).containsExactly("x", "y"));
        awaitAllAcknowledged();
    }

    @Test
    void aCircuitBreakerWithAFallbackIsAcknowledged() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .circuitBreaker()
                .process(this::fail)
                .onFallback()
                .to("log:x?level=DEBUG")
                .end());
        assertAcknowledged("x");
    }

    @Test
    void whatAnOpenCircuitBreakerSkipsIsAcknowledged() throws Exception {
        startBreaker(false);
        send("x");
        awaitBegun(1);
        awaitAllAcknowledged();
        assertThat(worked).isEmpty();
    }

    @Test
    void whatAnOpenCircuitBreakerThrowsForIsTriedAgainUntilItIsClosed() throws Exception {
        startBreaker(true);
        send("x");
        await().atMost(LIMIT).until(() -> worked.size() == 1);
        awaitAllAcknowledged();
        assertThat(begun).hasSize(2);
    }

    /** Open for two seconds after the first failure. */
    private void startBreaker(boolean throwing) throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .circuitBreaker()
                .resilience4jConfiguration()
                .throwExceptionWhenHalfOpenOrOpenState(throwing)
                .minimumNumberOfCalls(1)
                .slidingWindowSize(1)
                .waitDurationInOpenState(2)
                .permittedNumberOfCallsInHalfOpenState(1)
                .end()
                .process(this::failOnce)
                .end());
    }

    @Test
    void aCopyThatIsGivenToAThreadIsNotWaitedFor() throws Exception {
        start(r -> r.from(in()).routeId(READER).process(exchange -> {
            Exchange copy = exchange.copy();
            CompletableFuture.runAsync(() -> workOn(copy));
        }));
        assertAcknowledgedBeforeTheWork("x");
    }

    @Test
    void aCopyThatTheCompletionsAreHandedOverToIsWaitedFor() throws Exception {
        ConsumerTemplate template = estate.context().createConsumerTemplate();
        start(r -> r.from(in()).routeId(READER).process(exchange -> {
            Exchange copy = ExchangeHelper.createCorrelatedCopy(exchange, true);
            CompletableFuture.runAsync(() -> {
                workOn(copy);
                template.doneUoW(copy);
            });
        }));
        send("x");
        awaitBegun(1);
        assertThat(inbound().unacknowledged()).isEqualTo(1);
        finish();
        awaitAllAcknowledged();
    }

    private void workOn(Exchange copy) {
        try {
            work(copy);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
