package io.github.camelaliyun.mqtt.patterns;

import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Routes that work in a transaction of Spring's, as on a database or a queue. */
class TransactionsIT extends PatternRig {

    /** What the transactions came to, in their order. */
    private final List<String> ends = new CopyOnWriteArrayList<>();

    private final Manager manager = new Manager();

    @BeforeEach
    void bind() {
        estate.context().getRegistry().bind("required", new SpringTransactionPolicy(manager));
    }

    private final class Manager extends AbstractPlatformTransactionManager {
        private transient boolean commitFails;

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {
            // Nothing is to be opened.
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            if (commitFails) {
                commitFails = false;
                ends.add("commit fails");
                throw new org.springframework.transaction.TransactionSystemException("the database has gone");
            }
            ends.add("commit with " + inbound().unacknowledged());
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            ends.add("rollback");
        }
    }

    @Test
    void theTransactionIsCommittedBeforeTheMessageIsAcknowledged() throws Exception {
        start(r -> r.from(in()).routeId(READER).transacted("required").process(this::take));
        assertAcknowledged("x");
        assertThat(ends).containsExactly("commit with 1");
    }

    @Test
    void whatFailsIsRolledBackAndTriedAgain() throws Exception {
        start(r -> r.from(in()).routeId(READER).transacted("required").process(this::failOnce));
        send("x");
        await().atMost(LIMIT).until(() -> worked.size() == 1);
        awaitAllAcknowledged();
        assertThat(ends).containsExactly("rollback", "commit with 1");
    }

    @Test
    void aCommitThatFailsHasTheMessageTriedAgain() throws Exception {
        manager.commitFails = true;
        start(r -> r.from(in()).routeId(READER).transacted("required").process(this::take));
        send("x");
        await().atMost(LIMIT).until(() -> worked.size() == 2);
        awaitAllAcknowledged();
        assertThat(ends).containsExactly("commit fails", "commit with 1");
    }

    @Test
    void aTransactionThatIsMarkedForRollbackHasTheMessageTriedAgain() throws Exception {
        start(r -> r.from(in()).routeId(READER).transacted("required").markRollbackOnly());
        assertTriedAgain("x");
        assertThat(ends).contains("rollback");
    }

    @Test
    void aFailureThatIsHandledIsRolledBackIfTheHandlerMarksIt() throws Exception {
        startHandling(true);
        assertTriedAgain("x");
        assertThat(ends).containsExactly("rollback");
    }

    @Test
    void aFailureThatIsHandledIsCommitted() throws Exception {
        startHandling(false);
        assertAcknowledged("x");
        assertThat(ends).containsExactly("commit with 1");
    }

    private void startHandling(boolean marking) throws Exception {
        start(r -> {
            var handler = r.from(in())
                    .routeId(READER)
                    .onException(IllegalStateException.class)
                    .handled(true);
            (marking ? handler.markRollbackOnly() : handler.to("log:x?level=DEBUG"))
                    .end()
                    .transacted("required")
                    .process(this::fail);
        });
    }

    @Test
    void sedaLeavesTheTransactionAndKeepsTheAcknowledgement() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).transacted("required").to("seda:work");
            r.from("seda:work").process(this::work);
        });
        send("x");
        awaitBegun(1);
        await().atMost(LIMIT).until(() -> ends.size() == 1);
        assertThat(ends).containsExactly("commit with 1");
        assertThat(inbound().unacknowledged()).isEqualTo(1);
        finish();
        awaitAllAcknowledged();
    }

    /** A publish is no part of the transaction: it has left when that is rolled back. */
    @Test
    void whatIsPublishedInARolledBackTransactionHasLeft() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .transacted("required")
                .to("paho:" + topic + "/out")
                .process(this::failOnce));
        send("x");
        await().atMost(LIMIT).until(() -> worked.size() == 1);
        awaitAllAcknowledged();
        assertThat(sandbox.published().stream().filter(m -> m.topic().equals(topic + "/out")))
                .hasSize(2);
    }
}
