package io.github.camelaliyun.mqtt.patterns;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A message that goes to several endpoints. */
class MulticastIT extends PatternRig {

    private static final String BOTH = "direct:take,direct:other";

    @ParameterizedTest
    @ValueSource(strings = {"plain", "parallel", "stopOnException", "recipients", "slip", "router"})
    void itIsAcknowledgedAfterTheLastEndpoint(String how) throws Exception {
        start(r -> {
            toBoth(r, how);
            r.from("direct:take").process(this::take);
            r.from("direct:other").process(this::work);
        });
        send("x");
        awaitBegun(2);
        assertThat(inbound().unacknowledged()).isEqualTo(1);
        assertThat(whatTheNextProgramGets()).containsExactly("x");
    }

    /** A failure of the last one, and of one before it. */
    @ParameterizedTest
    @CsvSource({
        "plain, take", "plain, other", "parallel, take", "parallel, other", "stopOnException, take",
                "stopOnException, other",
        "recipients, take", "recipients, other", "slip, take", "slip, other", "router, take", "router, other"
    })
    void anEndpointThatFailsHasTheMessageTriedAgain(String how, String failing) throws Exception {
        start(r -> {
            toBoth(r, how);
            r.from("direct:" + failing).process(this::fail);
            r.from("direct:" + (failing.equals("take") ? "other" : "take")).process(this::take);
        });
        assertTriedAgain("x");
    }

    private void toBoth(RouteBuilder r, String how) {
        ProcessorDefinition<?> route = r.from(in()).routeId(READER);
        switch (how) {
            case "parallel" -> route.multicast().parallelProcessing().to("direct:take", "direct:other");
            case "stopOnException" -> route.multicast().stopOnException().to("direct:take", "direct:other");
            case "recipients" -> route.recipientList(r.constant(BOTH));
            case "slip" -> route.routingSlip(r.constant(BOTH));
            case "router" -> route.dynamicRouter(r.method(new Router(), "next"));
            default -> route.multicast().to("direct:take", "direct:other");
        }
    }

    /** One endpoint after the other. */
    public static final class Router {
        public String next(@ExchangeProperty(Exchange.SLIP_ENDPOINT) String previous) {
            if (previous == null) {
                return "direct:take";
            }
            return previous.equals("direct://take") ? "direct:other" : null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"multicast", "recipients"})
    void copiesThatGoToSedaAreNotWaitedFor(String how) throws Exception {
        start(r -> {
            ProcessorDefinition<?> route = r.from(in()).routeId(READER);
            if (how.equals("multicast")) {
                route.multicast().to("seda:work", "direct:take");
            } else {
                route.recipientList(r.constant("seda:work,direct:take"));
            }
            r.from("seda:work").process(this::work);
            r.from("direct:take").process(exchange -> {});
        });
        assertAcknowledgedBeforeTheWork("x");
    }

    @Test
    void copiesThatGoToSedaAreWaitedForIfItIsToldSo() throws Exception {
        start(r -> {
            r.from(in())
                    .routeId(READER)
                    .multicast()
                    .to("seda:work?waitForTaskToComplete=Always&timeout=0", "direct:take");
            r.from("seda:work").process(this::work);
            r.from("direct:take").process(this::take);
        });
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void whatAMulticastDoesNotWaitForIsAcknowledged() throws Exception {
        start(r -> {
            r.from(in())
                    .routeId(READER)
                    .multicast()
                    .parallelProcessing()
                    .timeout(100)
                    .to("direct:take", "direct:slow");
            r.from("direct:take").process(exchange -> {});
            r.from("direct:slow").process(this::work);
        });
        assertAcknowledgedBeforeTheWork("x");
    }

    @Test
    void aLoadBalancerThatFailsOverIsAcknowledgedAfterTheEndpointThatTookIt() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).loadBalance().failover().to("direct:fails", "direct:other");
            r.from("direct:fails").errorHandler(r.noErrorHandler()).process(e -> {
                throw new IllegalStateException("the first of two");
            });
            r.from("direct:other").process(this::work);
        });
        assertAcknowledgedAfterTheWork("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"failover", "roundRobin"})
    void aLoadBalancerOfWhichNobodyTakesItHasTheMessageTriedAgain(String how) throws Exception {
        start(r -> {
            var balancer = r.from(in()).routeId(READER).loadBalance();
            (how.equals("failover") ? balancer.failover() : balancer.roundRobin())
                    .to("direct:fails", "direct:fails too");
            r.from("direct:fails").errorHandler(r.noErrorHandler()).process(this::fail);
            r.from("direct:fails too").errorHandler(r.noErrorHandler()).process(this::fail);
        });
        assertTriedAgain("x");
    }
}
