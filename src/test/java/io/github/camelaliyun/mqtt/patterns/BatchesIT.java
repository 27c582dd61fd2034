package io.github.camelaliyun.mqtt.patterns;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.processor.aggregate.MemoryAggregationRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Patterns that take messages in and send them on later. */
class BatchesIT extends PatternRig {

    private static final long LONG = LIMIT.toMillis();

    @Test
    void anAggregatorAcknowledgesWhatItTakesIn() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .process(this::take)
                .aggregate(r.constant(true), BatchesIT::join)
                .completionSize(2)
                .completionTimeout(LONG)
                .to("log:x?level=DEBUG"));
        assertAcknowledgedBeforeTheWork("x");
    }

    @Test
    void whatFailsBehindAnAggregatorIsAcknowledged() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .aggregate(r.constant(true), BatchesIT::join)
                .completionSize(1)
                .process(this::fail));
        assertAcknowledged("x");
    }

    /** It is acknowledged before, and its batch is never full. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAnAggregatorCollectsIsLostInAStopUnlessThatCompletesIt(boolean completed) throws Exception {
        start(r -> {
            AggregateDefinition batch = r.from(in())
                    .routeId(READER)
                    .process(exchange -> begun.add(body(exchange)))
                    .aggregate(r.constant(true), BatchesIT::join)
                    .completionSize(2);
            if (completed) {
                batch.forceCompletionOnStop();
            }
            batch.process(exchange -> worked.add(body(exchange)));
        });
        assertAcknowledged("x");
        estate.context().getRouteController().stopRoute(READER);
        assertThat(worked).hasSize(completed ? 1 : 0);
    }

    static Exchange join(Exchange batch, Exchange next) {
        if (batch == null) {
            return next;
        }
        batch.getIn().setBody(body(batch) + "," + body(next));
        return batch;
    }

    /** A repository that writes to a disk or a database does so in these methods. */
    @Test
    void anAggregatorAcknowledgesWhenItsRepositoryHasTheMessage() throws Exception {
        SlowRepository repository = new SlowRepository();
        start(r -> r.from(in())
                .routeId(READER)
                .aggregate(r.constant(true), BatchesIT::join)
                .aggregationRepository(repository)
                .completionSize(2)
                .to("log:x?level=DEBUG"));
        send("x");
        assertThat(repository.asked.await(LONG, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(inbound().unacknowledged()).isEqualTo(1);
        repository.has.countDown();
        awaitAllAcknowledged();
    }

    private static final class SlowRepository extends MemoryAggregationRepository {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch has = new CountDownLatch(1);

        @Override
        public Exchange add(CamelContext context, String key, Exchange exchange) {
            asked.countDown();
            try {
                has.await(LONG, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.add(context, key, exchange);
        }
    }

    @Test
    void whatARepositoryDoesNotTakeIsTriedAgain() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .aggregate(r.constant(true), BatchesIT::join)
                .aggregationRepository(new MemoryAggregationRepository() {
                    @Override
                    public Exchange add(CamelContext context, String key, Exchange exchange) {
                        throw new IllegalStateException("the disk is full");
                    }
                })
                .completionSize(2)
                .to("log:x?level=DEBUG"));
        assertTriedAgain("x");
    }

    /** As the page shows it. */
    // tag::batch[]
    static final class AcknowledgedTogether implements AggregationStrategy {
        @Override
        public Exchange aggregate(Exchange batch, Exchange next) {
            Exchange joined = join(batch, next);
            next.getProperty("received", Exchange.class).getExchangeExtension().handoverCompletions(joined);
            return joined;
        }
    }
    // end::batch[]

    @Test
    void anAggregatorThatTakesTheCompletionsAlongIsAcknowledgedAfterTheBatch() throws Exception {
        startTogether(3, this::work);
        awaitBegun(1);
        assertThat(begun).containsExactly("1,2,3");
        assertThat(inbound().unacknowledged()).isEqualTo(3);
        finish();
        awaitAllAcknowledged();
    }

    @Test
    void aKillWhileSuchABatchIsCollectedLosesNothing() throws Exception {
        startTogether(4, this::work);
        await().atMost(LIMIT).until(() -> inbound().unacknowledged() == 3);
        assertThat(whatTheNextProgramGets()).containsExactly("1", "2", "3");
    }

    @Test
    void aBatchThatFailsHasEachOfItsMessagesTriedAgain() throws Exception {
        startTogether(3, this::fail);
        await().atMost(LIMIT).until(() -> inbound().failing().getOrDefault(READER, 0) == 3);
    }

    private void startTogether(int size, org.apache.camel.Processor work) throws Exception {
        startWithBacklog(
                r -> r.from(in())
                        .routeId(READER)
                        .process(exchange -> exchange.setProperty("received", exchange))
                        .aggregate(r.constant(true), new AcknowledgedTogether())
                        .completionSize(size)
                        .completionTimeout(LONG)
                        .process(work),
                "1",
                "2",
                "3");
    }

    @Test
    void aResequencedBatchIsAcknowledgedAfterTheWorkBehindIt() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .resequence(r.body())
                .batch()
                .timeout(100)
                .process(this::work));
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void aResequencedStreamIsAcknowledgedAfterTheWorkBehindIt() throws Exception {
        start(r ->
                r.from(in()).routeId(READER).setHeader("number", r.constant(1)).resequence(r.header("number")).stream()
                        .timeout(100)
                        .process(this::work));
        assertAcknowledgedAfterTheWork("x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatFailsBehindAResequencerIsTriedAgain(boolean batch) throws Exception {
        start(r -> {
            var resequencer = r.from(in())
                    .routeId(READER)
                    .setHeader("number", r.constant(1))
                    .resequence(r.header("number"));
            (batch ? resequencer.batch().timeout(100) : resequencer.stream().timeout(100)).process(this::fail);
        });
        assertTriedAgain("x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSecondOfEqualOnesIsTriedAgainAfterAGarbageCollection(boolean batch) throws Exception {
        startWithBacklog(
                r -> {
                    var resequencer = r.from(in())
                            .routeId(READER)
                            .setHeader("number", r.constant(1))
                            .resequence(r.header("number"));
                    (batch
                                    ? resequencer.batch().timeout(100)
                                    : resequencer.stream().timeout(100))
                            .process(this::take);
                },
                "1",
                "2");
        await().atMost(LIMIT).untilAsserted(() -> {
            System.gc();
            assertThat(worked).containsExactlyInAnyOrder("1", "2");
        });
        awaitAllAcknowledged();
    }
}
