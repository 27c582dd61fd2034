package io.github.camelaliyun.mqtt.patterns;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.IdempotentConsumerDefinition;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A consumer that remembers what it has had. */
class IdempotentConsumerIT extends PatternRig {

    private final IdempotentRepository keys = MemoryIdempotentRepository.memoryIdempotentRepository(100);

    private IdempotentConsumerDefinition consumer(RouteBuilder r) {
        return r.from(in()).routeId(READER).idempotentConsumer(r.body(), keys);
    }

    @Test
    void aDuplicateIsAcknowledgedAndSkipped() throws Exception {
        start(r -> consumer(r).process(this::take));
        send("x", "x", "y");
        await().atMost(LIMIT).until(() -> worked.contains("y"));
        awaitAllAcknowledged();
        assertThat(worked).containsExactly("x", "y");
    }

    @Test
    void aDuplicateThatIsNotSkippedIsMarked() throws Exception {
        start(r -> consumer(r).skipDuplicate(false).process(e -> {
            begun.add(body(e) + (e.getProperty(Exchange.DUPLICATE_MESSAGE) == null ? "" : " again"));
        }));
        send("x", "x");
        awaitBegun(2);
        awaitAllAcknowledged();
        assertThat(begun).containsExactly("x", "x again");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatFailsIsForgottenAndTriedAgain(boolean eager) throws Exception {
        start(r -> consumer(r).eager(eager).process(this::failOnce));
        send("x");
        await().atMost(LIMIT).until(() -> worked.size() == 1);
        awaitAllAcknowledged();
    }

    @Test
    void whatFailsAndIsNotRemovedIsTakenForADuplicate() throws Exception {
        start(r -> consumer(r).removeOnFailure(false).process(this::failOnce));
        send("x");
        awaitBegun(1);
        awaitAllAcknowledged();
        assertThat(worked).isEmpty();
    }

    /** The repository outlives the program, as one in a database does. */
    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void aKeyThatIsWrittenBeforeTheWorkHasTheNextProgramTakeItForADuplicate(boolean eager, boolean skipped)
            throws Exception {
        start(r -> consumer(r).eager(eager).process(this::work));
        assertAcknowledgedAfterTheWork("x");
        assertThat(keys.contains("x")).isEqualTo(skipped);
    }
}
