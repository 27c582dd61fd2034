package io.github.camelaliyun.mqtt.patterns;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an error handler makes of a failure, and so of the acknowledgement. */
class ErrorHandlersIT extends PatternRig {

    private static final Class<IllegalStateException> FAILURE = IllegalStateException.class;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default",
                "none",
                "onException",
                "redelivery",
                "rollback",
                "markRollbackOnly",
                "rethrow",
                "stopped"
            })
    void aFailureThatNobodyHandlesHasTheMessageTriedAgain(String how) throws Exception {
        start(r -> unhandled(r, r.from(in()).routeId(READER), how));
        assertTriedAgain("x");
    }

    private void unhandled(RouteBuilder r, RouteDefinition route, String how) {
        switch (how) {
            case "none" -> route.errorHandler(r.noErrorHandler()).process(this::fail);
            case "onException" ->
                route.onException(FAILURE).to("log:x?level=DEBUG").end().process(this::fail);
            case "redelivery" ->
                route.errorHandler(
                                r.defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(1))
                        .process(this::fail);
            case "rollback" -> route.rollback("as the test wants it");
            case "markRollbackOnly" -> route.markRollbackOnly();
            case "rethrow" ->
                route.doTry()
                        .process(this::fail)
                        .doCatch(FAILURE)
                        .throwException(new IllegalArgumentException("again"))
                        .end();
            case "stopped" -> route.onException(FAILURE).stop().end().process(this::fail);
            default -> route.process(this::fail);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"handled", "continued", "deadLetterChannel", "doTry"})
    void aFailureThatIsHandledIsAcknowledged(String how) throws Exception {
        start(r -> handled(r, r.from(in()).routeId(READER), how));
        assertAcknowledged("x");
    }

    private void handled(RouteBuilder r, RouteDefinition route, String how) {
        switch (how) {
            case "handled" -> route.onException(FAILURE).handled(true).end().process(this::fail);
            case "continued" -> route.onException(FAILURE).continued(true).end().process(this::fail);
            case "doTry" ->
                route.doTry()
                        .process(this::fail)
                        .doCatch(FAILURE)
                        .to("log:x?level=DEBUG")
                        .end();
            default ->
                route.errorHandler(r.deadLetterChannel("log:dead?level=DEBUG")).process(this::fail);
        }
    }

    @Test
    void redeliveriesOfCamelAreOneAttempt() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .errorHandler(r.defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(1))
                .process(this::failOnce));
        send("x");
        await().atMost(LIMIT).until(() -> worked.size() == 1);
        awaitAllAcknowledged();
        assertThat(begun).hasSize(2);
    }

    @Test
    void whileCamelWaitsForItsNextRedeliveryNothingIsAcknowledged() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .errorHandler(r.defaultErrorHandler()
                        .maximumRedeliveries(1)
                        .redeliveryDelay(LIMIT.toMillis())
                        .asyncDelayedRedelivery())
                .process(this::fail));
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void aHandlerThatFailsItselfHasTheMessageTriedAgain() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .onException(FAILURE)
                .handled(true)
                .throwException(new IllegalArgumentException("in the handler"))
                .end()
                .process(this::fail));
        assertTriedAgain("x");
    }

    @Test
    void aDeadLetterEndpointThatFailsIsAcknowledgedAllTheSame() throws Exception {
        start(r -> {
            r.from(in())
                    .routeId(READER)
                    .errorHandler(r.deadLetterChannel("direct:dead"))
                    .process(this::fail);
            r.from("direct:dead").errorHandler(r.noErrorHandler()).process(this::fail);
        });
        send("x");
        awaitBegun(2);
        awaitAllAcknowledged();
    }

    @Test
    void aDeadLetterEndpointThatFailsHasTheMessageTriedAgainIfItIsToldSo() throws Exception {
        start(r -> {
            r.from(in())
                    .routeId(READER)
                    .errorHandler(r.deadLetterChannel("direct:dead").deadLetterHandleNewException(false))
                    .process(this::fail);
            r.from("direct:dead").errorHandler(r.noErrorHandler()).process(this::fail);
        });
        assertTriedAgain("x");
    }

    @Test
    void theLastAttemptGoesToDeadLetterUriAndIsAcknowledgedWhenThatHasTakenIt() throws Exception {
        start(r -> {
            r.from(in() + "?maxDeliveryAttempts=1&deadLetterUri=direct:dead")
                    .routeId(READER)
                    .process(exchange -> {
                        throw new IllegalStateException("as the test wants it");
                    });
            r.from("direct:dead").process(this::work);
        });
        assertAcknowledgedAfterTheWork("x");
    }
}
