package io.github.camelaliyun.mqtt.patterns;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SplitDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A message that is split: it is one message all the same. */
class SplitIT extends PatternRig {

    @ParameterizedTest
    @ValueSource(strings = {"plain", "streaming", "parallel", "stopOnException", "shareUnitOfWork"})
    void aSplitMessageIsAcknowledgedAfterItsLastPart(String how) throws Exception {
        start(r -> split(r, how).process(this::work).end());
        send("a,b");
        awaitBegun(1);
        assertThat(inbound().unacknowledged()).isEqualTo(1);
        assertThat(whatTheNextProgramGets()).containsExactly("a,b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "streaming", "parallel", "stopOnException", "shareUnitOfWork"})
    void aPartThatFailsHasTheWholeMessageTriedAgain(String how) throws Exception {
        start(r -> split(r, how).process(this::failFirstPart).end());
        assertTriedAgain("a,b");
        assertThat(worked).isEqualTo(how.equals("stopOnException") ? List.of() : List.of("b"));
    }

    private SplitDefinition split(RouteBuilder r, String how) {
        SplitDefinition split = r.from(in()).routeId(READER).split(r.body().tokenize(","));
        return switch (how) {
            case "streaming" -> split.streaming();
            case "parallel" -> split.parallelProcessing();
            case "stopOnException" -> split.stopOnException();
            case "shareUnitOfWork" -> split.shareUnitOfWork();
            default -> split;
        };
    }

    private void failFirstPart(Exchange part) {
        if (body(part).equals("a")) {
            fail(part);
        }
        take(part);
    }

    @Test
    void anAggregationStrategyThatDropsTheExceptionHasAFailedPartAcknowledged() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .split(r.body().tokenize(","), (first, part) -> first == null ? part : first)
                .process(part -> {
                    if (body(part).equals("b")) {
                        fail(part);
                    }
                })
                .end());
        assertAcknowledged("a,b");
    }

    @Test
    void partsThatGoToSedaAreNotWaitedFor() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).split(r.body().tokenize(",")).to("seda:work");
            r.from("seda:work").process(this::work);
        });
        assertAcknowledgedBeforeTheWork("a,b");
    }

    @Test
    void partsThatGoToSedaAreWaitedForIfItIsToldSo() throws Exception {
        start(r -> {
            r.from(in())
                    .routeId(READER)
                    .split(r.body().tokenize(","))
                    .to("seda:work?waitForTaskToComplete=Always&timeout=0");
            r.from("seda:work").process(this::work);
        });
        send("a,b");
        awaitBegun(1);
        assertThat(inbound().unacknowledged()).isEqualTo(1);
        assertThat(whatTheNextProgramGets()).containsExactly("a,b");
    }

    @Test
    void aPartThatFailsBehindSedaThatIsWaitedForHasTheMessageTriedAgain() throws Exception {
        start(r -> {
            r.from(in())
                    .routeId(READER)
                    .split(r.body().tokenize(","))
                    .to("seda:work?waitForTaskToComplete=Always&timeout=0");
            r.from("seda:work").process(this::failFirstPart);
        });
        assertTriedAgain("a,b");
        await().atMost(LIMIT).until(() -> worked.contains("b"));
    }
}
