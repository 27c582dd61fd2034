package io.github.camelaliyun.mqtt.patterns;

import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Patterns that have another route, or another thread, go on with the exchange. */
class HandoverIT extends PatternRig {

    @Test
    void directIsPartOfTheRoute() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).to("direct:work");
            r.from("direct:work").process(this::work);
        });
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void whatFailsBehindDirectIsTriedAgain() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).to("direct:work");
            r.from("direct:work").process(this::fail);
        });
        assertTriedAgain("x");
    }

    @Test
    void sedaTakesTheAcknowledgementAlong() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).to("seda:work");
            r.from("seda:work").process(this::work);
        });
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void whatFailsBehindSedaIsTriedAgain() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).to("seda:work");
            r.from("seda:work").process(this::fail);
        });
        assertTriedAgain("x");
    }

    @Test
    void sedaThatIsFullFailsWhatDoesNotFit() throws Exception {
        startFull("seda:work?size=1");
        await().atMost(LIMIT).until(() -> inbound().failing().getOrDefault(READER, 0) >= 1);
        finish();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(worked).contains("1", "2", "3", "4"));
        awaitAllAcknowledged();
    }

    @Test
    void sedaThatBlocksWhenFullHasTheRouteWaitAndFailsNothing() throws Exception {
        startFull("seda:work?size=1&blockWhenFull=true");
        awaitBegun(1);
        await().atMost(LIMIT).until(() -> inbound().unacknowledged() == 4);
        finish();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(worked).containsExactly("1", "2", "3", "4"));
        awaitAllAcknowledged();
    }

    private void startFull(String uri) throws Exception {
        startWithBacklog(
                r -> {
                    r.from(in()).routeId(READER).to(uri);
                    r.from("seda:work?size=1").process(this::work);
                },
                "1",
                "2",
                "3",
                "4");
    }

    /** The queue drops the exchange with its completion, which is noticed when the garbage collector finds it. */
    @Test
    void whatSedaDiscardsWhenFullIsTriedAgainAfterAGarbageCollection() throws Exception {
        startFull("seda:work?size=1&discardWhenFull=true");
        awaitBegun(1);
        finish();
        await().atMost(LIMIT).untilAsserted(() -> {
            System.gc();
            assertThat(worked).contains("1", "2", "3", "4");
        });
        awaitAllAcknowledged();
    }

    @Test
    void whatSedaDiscardsForWantOfAConsumerIsAcknowledged() throws Exception {
        start(r -> r.from(in()).routeId(READER).process(this::take).to("seda:work?discardIfNoConsumers=true"));
        assertAcknowledged("x");
    }

    @Test
    void whatWaitsInSedaForAConsumerIsNotAcknowledged() throws Exception {
        start(r -> r.from(in()).routeId(READER).process(this::take).to("seda:work"));
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void sedaWithMultipleConsumersIsAcknowledgedAfterTheLast() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).to("seda:work?multipleConsumers=true");
            r.from("seda:work?multipleConsumers=true").process(this::take);
            r.from("seda:work?multipleConsumers=true").process(this::work);
        });
        send("x");
        awaitBegun(2);
        assertThat(inbound().unacknowledged()).isEqualTo(1);
        assertThat(whatTheNextProgramGets()).containsExactly("x");
    }

    @Test
    void whatFailsInOneOfMultipleConsumersOfSedaIsAcknowledged() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).to("seda:work?multipleConsumers=true");
            r.from("seda:work?multipleConsumers=true").process(this::take);
            r.from("seda:work?multipleConsumers=true").process(this::fail);
        });
        send("x");
        awaitBegun(2);
        awaitAllAcknowledged();
    }

    @Test
    void threadsTakeTheAcknowledgementAlong() throws Exception {
        start(r -> r.from(in()).routeId(READER).threads(2).process(this::work));
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void whatFailsBehindThreadsIsTriedAgain() throws Exception {
        start(r -> r.from(in()).routeId(READER).threads(2).process(this::fail));
        assertTriedAgain("x");
    }

    @Test
    void aDelayHoldsTheAcknowledgement() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .process(e -> begun.add(body(e)))
                .delay(TimeUnit.SECONDS.toMillis(20))
                .asyncDelayed());
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void aWireTapIsNotWaitedFor() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).wireTap("direct:work");
            r.from("direct:work").process(this::work);
        });
        assertAcknowledgedBeforeTheWork("x");
    }

    @Test
    void whatFailsInAWireTapIsAcknowledged() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).wireTap("direct:work");
            r.from("direct:work").process(this::fail);
        });
        assertAcknowledged("x");
    }

    @Test
    void onCompletionIsNotWaitedForUnlessItIsBeforeTheConsumer() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .onCompletion()
                .process(this::work)
                .end()
                .to("log:x?level=DEBUG"));
        assertAcknowledgedBeforeTheWork("x");
    }

    @Test
    void onCompletionInParallelIsNotWaitedFor() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .onCompletion()
                .parallelProcessing()
                .process(this::work)
                .end()
                .to("log:x?level=DEBUG"));
        assertAcknowledgedBeforeTheWork("x");
    }

    @Test
    void onCompletionBeforeTheConsumerIsWaitedFor() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .onCompletion()
                .modeBeforeConsumer()
                .process(this::work)
                .end()
                .to("log:x?level=DEBUG"));
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void anInOnlyToSedaTakesTheAcknowledgementAlong() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).to(ExchangePattern.InOnly, "seda:work");
            r.from("seda:work").process(this::work);
        });
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void anInOutToSedaIsWaitedFor() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).to(ExchangePattern.InOut, "seda:work");
            r.from("seda:work").process(this::work);
        });
        assertAcknowledgedAfterTheWork("x");
    }

    /** The first queue takes the acknowledgement along: what the route does afterwards has none. */
    @Test
    void stepsBehindSedaAreNotWaitedFor() throws Exception {
        startWithStepsBehind("seda:quick", this::work);
        assertAcknowledgedBeforeTheWork("x");
    }

    @Test
    void whatFailsInASecondSedaIsAcknowledged() throws Exception {
        startWithStepsBehind("seda:quick", exchange -> {});
        estate.add(routes(r -> r.from("seda:second").process(this::fail)));
        assertAcknowledged("x");
    }

    @Test
    void stepsBehindSedaThatIsWaitedForArePartOfTheRoute() throws Exception {
        startWithStepsBehind("seda:quick?waitForTaskToComplete=Always&timeout=0", this::work);
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void whatFailsBehindSedaThatIsWaitedForIsTriedAgain() throws Exception {
        startWithStepsBehind("seda:quick?waitForTaskToComplete=Always&timeout=0", this::fail);
        assertTriedAgain("x");
    }

    private void startWithStepsBehind(String queue, Processor steps) throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).to(queue).process(steps).to("seda:second");
            r.from(queue).process(exchange -> {});
        });
    }
}
