package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.InboundMessage;
import io.github.camelaliyun.mqtt.connection.TestMessages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class MailboxTest {

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final TestMessages link = new TestMessages();
    private final List<Mailbox.Delivery> begun = new CopyOnWriteArrayList<>();
    private final List<Mailbox.Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final List<InboundMessage> dropped = new CopyOnWriteArrayList<>();
    private final List<InboundMessage> leftOver = new CopyOnWriteArrayList<>();

    @AfterEach
    void endThreads() {
        workers.shutdownNow();
        timer.shutdownNow();
    }

    @Test
    void oneAtATimeKeepsTheOrderAcrossAsynchronousSteps() {
        Mailbox mailbox = open(1);
        List<InboundMessage> sent = List.of(link.withQos(1), link.withQos(1), link.withQos(1));
        sent.forEach(mailbox::offer);

        for (int i = 1; i <= 3; i++) {
            awaitBegun(i);
            assertThat(begun).hasSize(i);
            outcomes.get(i - 1).done(true);
        }
        assertThat(begun).extracting(Mailbox.Delivery::message).isEqualTo(sent);
    }

    @Test
    void messagesThatArriveOneByOneAreProcessedAtOnceUpToTheConcurrency() {
        Mailbox mailbox = open(3);
        for (int i = 1; i <= 3; i++) {
            mailbox.offer(link.withQos(1));
            awaitBegun(i);
        }
        mailbox.offer(link.withQos(1));
        assertThat(begun).hasSize(3);

        outcomes.get(0).done(true);
        awaitBegun(4);
    }

    @Test
    void aMessageIsAcknowledgedWhenItHasSucceededAndNotBefore() {
        Mailbox mailbox = open(1);
        InboundMessage message = link.withQos(1);
        mailbox.offer(message);
        awaitBegun(1);
        assertThat(link.acknowledged()).isEmpty();

        outcomes.get(0).done(true);
        assertThat(link.acknowledged()).containsExactly(message.packetId());
    }

    @Test
    void aMessageThatFailedComesAgainUnacknowledgedWhileOthersGoOn() {
        Mailbox mailbox = open(1);
        InboundMessage failing = link.withQos(1);
        InboundMessage other = link.withQos(1);
        mailbox.offer(failing);
        mailbox.offer(other);
        awaitBegun(1);
        outcomes.get(0).done(false);
        awaitBegun(2);
        outcomes.get(1).done(true);
        assertThat(link.acknowledged()).containsExactly(other.packetId());

        awaitBegun(3);
        assertThat(begun.get(2)).isEqualTo(new Mailbox.Delivery(failing, 1));
        assertThat(begun.get(2).redelivered()).isTrue();
        outcomes.get(2).done(true);
        assertThat(link.acknowledged()).containsExactly(other.packetId(), failing.packetId());
    }

    @Test
    void thePausesBetweenFailuresDoubleUpToThirtySeconds() {
        assertThat(List.of(1, 2, 3, 5, 6, 1_000))
                .extracting(failures -> new Mailbox.Delivery(link.withQos(1), failures).pause())
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(16),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
    }

    @Test
    void aQos0MessageThatFailedDoesNotComeAgain() {
        Mailbox mailbox = open(1);
        mailbox.offer(link.withQos(0));
        awaitBegun(1);
        outcomes.get(0).done(false);
        mailbox.close();

        assertThat(leftOver).isEmpty();
    }

    @Test
    void whatTheBrokerDeliversAgainOnANewLinkIsNotBegunWithHere() {
        Mailbox mailbox = open(1);
        mailbox.offer(link.withQos(1));
        mailbox.offer(link.withQos(1));
        awaitBegun(1);
        link.supersede();
        TestMessages newLink = new TestMessages();
        InboundMessage again = newLink.withQos(1);
        mailbox.offer(again);
        outcomes.get(0).done(true);

        awaitBegun(2);
        assertThat(begun.get(1).message()).isSameAs(again);
    }

    @Test
    void whileItIsUndecidedWhetherAMessageComesAgainItIsNotBegunWith() {
        Mailbox mailbox = open(1);
        link.leaveUndecided();
        InboundMessage message = link.withQos(1);
        mailbox.offer(message);
        mailbox.offer(link.withQos(0));
        assertThat(begun).isEmpty();

        link.entrust();
        mailbox.proceed();
        awaitBegun(1);
        assertThat(begun.get(0).message()).isSameAs(message);
    }

    @Test
    void aShutMailboxHandsOutNothingUntilItIsOpenedAgain() {
        Mailbox mailbox = open(1);
        mailbox.shut();
        mailbox.offer(link.withQos(1));
        assertThat(begun).isEmpty();

        mailbox.open();
        awaitBegun(1);
    }

    @Test
    void aClosedMailboxGivesBackWhatWaitsWhatPausesAndWhatFailsLater() {
        Mailbox mailbox = open(2);
        InboundMessage pausing = link.withQos(1);
        InboundMessage failsLater = link.withQos(1);
        InboundMessage waiting = link.withQos(1);
        mailbox.offer(pausing);
        awaitBegun(1);
        outcomes.get(0).done(false);
        mailbox.offer(failsLater);
        awaitBegun(2);
        mailbox.shut();
        mailbox.offer(waiting);

        mailbox.close();
        assertThat(leftOver).containsExactlyInAnyOrder(pausing, waiting);
        outcomes.get(1).done(false);
        assertThat(leftOver).contains(failsLater);
        assertThat(link.acknowledged()).isEmpty();
    }

    @Test
    void qos0IsDroppedAboveItsBoundAndQos1IsNot() {
        Mailbox mailbox = new Mailbox(workers, timer, 1, new Owner());
        for (int i = 0; i < Mailbox.MAX_QOS0; i++) {
            mailbox.offer(link.withQos(0));
        }
        mailbox.offer(link.withQos(0));
        mailbox.offer(link.withQos(1));
        mailbox.close();

        assertThat(dropped).hasSize(1);
        assertThat(leftOver).hasSize(Mailbox.MAX_QOS0 + 1);
    }

    private Mailbox open(int concurrency) {
        Mailbox mailbox = new Mailbox(workers, timer, concurrency, new Owner());
        mailbox.open();
        return mailbox;
    }

    private void awaitBegun(int count) {
        await().until(() -> outcomes.size() == count);
    }

    private final class Owner implements Mailbox.Owner {
        @Override
        public void process(Mailbox.Delivery delivery, Mailbox.Outcome outcome) {
            begun.add(delivery);
            outcomes.add(outcome);
        }

        @Override
        public void overflowed(InboundMessage message) {
            dropped.add(message);
        }

        @Override
        public void leftOver(List<InboundMessage> messages) {
            leftOver.addAll(messages);
        }
    }
}
