package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.InboundMessage;
import io.github.camelaliyun.mqtt.connection.TestMessages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class MailboxTest {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<InboundMessage> begun = new CopyOnWriteArrayList<>();
    private final List<Runnable> unfinished = new CopyOnWriteArrayList<>();
    private final List<InboundMessage> dropped = new ArrayList<>();

    @AfterEach
    void endThreads() {
        executor.shutdownNow();
    }

    @Test
    void oneAtATimeKeepsTheOrderAcrossAsynchronousSteps() {
        Mailbox mailbox = open(1);
        List<InboundMessage> sent = List.of(message(1), message(1), message(1));
        sent.forEach(mailbox::offer);

        for (int i = 1; i <= 3; i++) {
            int count = i;
            await().until(() -> unfinished.size() == count);
            assertThat(begun).hasSize(count);
            unfinished.get(count - 1).run();
        }
        assertThat(begun).isEqualTo(sent);
    }

    @Test
    void messagesThatArriveOneByOneAreProcessedAtOnceUpToTheConcurrency() {
        Mailbox mailbox = open(3);
        for (int i = 1; i <= 3; i++) {
            int count = i;
            mailbox.offer(message(1));
            await().until(() -> begun.size() == count);
        }
        mailbox.offer(message(1));
        assertThat(begun).hasSize(3);

        unfinished.get(0).run();
        await().until(() -> begun.size() == 4);
    }

    @Test
    void aShutMailboxHandsOutNothingAndGivesBackWhatIsLeft() {
        Mailbox mailbox = open(1);
        mailbox.shut();
        InboundMessage message = message(1);
        mailbox.offer(message);

        assertThat(mailbox.takeAll()).containsExactly(message);
        assertThat(begun).isEmpty();
    }

    @Test
    void qos0IsDroppedAboveItsBoundAndQos1IsNot() {
        Mailbox mailbox = new Mailbox(executor, 1, (m, done) -> begun.add(m), dropped::add);
        for (int i = 0; i < Mailbox.MAX_QOS0; i++) {
            mailbox.offer(message(0));
        }
        mailbox.offer(message(0));
        mailbox.offer(message(1));

        assertThat(dropped).hasSize(1);
        assertThat(mailbox.takeAll()).hasSize(Mailbox.MAX_QOS0 + 1);
    }

    private Mailbox open(int concurrency) {
        Mailbox mailbox = new Mailbox(
                executor,
                concurrency,
                (message, done) -> {
                    begun.add(message);
                    unfinished.add(done);
                },
                dropped::add);
        mailbox.open();
        return mailbox;
    }

    private static InboundMessage message(int qos) {
        return TestMessages.withQos(qos);
    }
}
