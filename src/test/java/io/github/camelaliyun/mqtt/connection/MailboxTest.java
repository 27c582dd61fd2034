package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Reason;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.OutcomeLost;
import io.github.camelaliyun.mqtt.connection.Subscriber.Diversion;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How one subscriber takes its messages, and what their outcomes do. */
class MailboxTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InboundRig rig = InboundRig.persistent();
    private final TestSubscriber subscriber = TestSubscriber.of("test/a");

    @Test
    void oneAtATimeKeepsTheOrderAcrossAsynchronousSteps() {
        start(subscriber);
        publish(3);

        for (int i = 1; i <= 3; i++) {
            assertThat(subscriber.begun).hasSize(i);
            rig.done(subscriber, i - 1, true);
        }
        assertThat(subscriber.ids()).containsExactly(1, 2, 3);
    }

    @Test
    void messagesThatArriveOneByOneAreProcessedAtOnceUpToTheConcurrency() {
        start(subscriber.concurrency(3));
        publish(4);
        assertThat(subscriber.ids()).containsExactly(1, 2, 3);

        rig.done(subscriber, 0, true);
        assertThat(subscriber.ids()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void messagesThatEndWhileTheyBeginFollowOneAnotherOnOneThread() {
        start(subscriber);
        subscriber.succeeding();
        publish(1_000);

        assertThat(subscriber.ids())
                .isEqualTo(IntStream.rangeClosed(1, 1_000).boxed().toList());
        assertThat(rig.acknowledged()).hasSize(1_000);
    }

    @Test
    void aMessageIsAcknowledgedWhenItHasSucceededAndNotBefore() {
        start(subscriber);
        publish(1);
        assertThat(rig.acknowledged()).isEmpty();

        rig.done(subscriber, 0, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void aMessageThatFailedComesAgainUnacknowledgedWhileOthersGoOn() {
        start(subscriber);
        publish(2);
        rig.done(subscriber, 0, false);
        assertThat(subscriber.ids()).containsExactly(1, 2);
        rig.done(subscriber, 1, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 2");
        assertThat(rig.status().failing()).containsEntry("test/a", 1);

        rig.advance(SECOND);
        assertThat(subscriber.ids()).containsExactly(1, 2, 1);
        assertThat(subscriber.begun.get(2).failures()).isEqualTo(1);
        assertThat(subscriber.begun.get(2).redelivered()).isTrue();
        rig.done(subscriber, 2, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 2", "PUBACK 1");
        assertThat(rig.tally.redelivered.sum()).isEqualTo(1);
    }

    @Test
    void thePausesBetweenFailuresDoubleUpToThirtySeconds() {
        Delivery delivery =
                new Delivery(new InboundMessage(new Packet.Publish("test/a", new byte[0], 1, false, false, 1), 0, 0));
        for (long seconds : new long[] {1, 2, 4, 8, 16, 30, 30}) {
            delivery = delivery.again();
            assertThat(delivery.pause()).isEqualTo(Duration.ofSeconds(seconds));
        }
        for (int i = 0; i < 1_000; i++) {
            delivery = delivery.again();
        }
        assertThat(delivery.pause()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void withoutALimitAMessageIsTriedWithoutEnd() {
        start(subscriber.failing());
        publish(1);
        rig.advance(Duration.ofHours(1));

        assertThat(subscriber.begun).hasSizeGreaterThan(100);
        assertThat(rig.acknowledged()).isEmpty();
    }

    @Test
    void aQos0MessageThatFailedDoesNotComeAgain() {
        start(subscriber.failing());
        rig.publish("test/a", 0, 0);
        rig.advance(Duration.ofMinutes(1));

        assertThat(subscriber.begun).hasSize(1);
        assertThat(rig.status().bytes()).isZero();
    }

    @Test
    void qos0IsDroppedAboveItsBoundAndQos1IsNot() {
        start(subscriber);
        publish(1);
        for (int i = 0; i <= Mailbox.MAX_QOS0; i++) {
            rig.publish("test/a", 0, 0);
        }
        rig.publish("test/a", 1, 2);
        assertThat(rig.status().dropped()).isEqualTo(1);

        subscriber.succeeding();
        rig.done(subscriber, 0, true);
        assertThat(subscriber.begun).hasSize(Mailbox.MAX_QOS0 + 2);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1", "PUBACK 2");
    }

    @Test
    void whatIsHandedOverLetsTheNextOneBeginUpToTheBound() {
        start(subscriber.maxInProgress(3));
        subscriber.reaction = Outcome::turnOver;
        publish(5);
        assertThat(subscriber.ids()).containsExactly(1, 2, 3);
        assertThat(rig.inbound.subscribers().inProgress(subscriber)).isEqualTo(3);
        assertThat(rig.acknowledged()).isEmpty();

        rig.done(subscriber, 1, true);
        assertThat(subscriber.ids()).containsExactly(1, 2, 3, 4);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 2");
    }

    @Test
    void aTurnThatEndsAfterItsMethodHasReturnedGoesOn() {
        start(subscriber);
        publish(2);
        subscriber.outcomes.get(0).turnOver();
        rig.run();
        assertThat(subscriber.ids()).containsExactly(1, 2);

        subscriber.outcomes.get(0).turnOver();
        rig.run();
        assertThat(subscriber.ids()).containsExactly(1, 2);
        assertThat(rig.inbound.subscribers().inProgress(subscriber)).isEqualTo(2);
    }

    @Test
    void theFirstOutcomeWins() {
        start(subscriber);
        publish(2);
        rig.done(subscriber, 0, true);
        rig.done(subscriber, 0, false);
        rig.done(subscriber, 0, true);
        rig.done(subscriber, 1, false);
        rig.done(subscriber, 1, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");

        rig.advance(SECOND);
        assertThat(subscriber.ids()).containsExactly(1, 2, 2);
    }

    @Test
    void anOutcomeThatNobodyCanTellAnyMoreIsAFailure() {
        start(subscriber);
        subscriber.reaction = Outcome::turnOver;
        publish(1);
        subscriber.outcomes.clear();

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            rig.advance(SECOND);
            return !rig.told(OutcomeLost.class).isEmpty();
        });
        assertThat(rig.told(OutcomeLost.class).get(0).subscriber()).isEqualTo("test/a");
        rig.advance(Duration.ofSeconds(2));
        assertThat(subscriber.ids()).startsWith(1, 1);
        assertThat(subscriber.begun.get(1).failures()).isEqualTo(1);
        assertThat(rig.acknowledged()).isEmpty();
    }

    @Test
    void anOutcomeThatWasToldIsNotLost() {
        start(subscriber);
        subscriber.reaction = Outcome::turnOver;
        publish(1);
        rig.done(subscriber, 0, true);
        subscriber.outcomes.clear();
        for (int i = 0; i < 5; i++) {
            System.gc();
            rig.advance(SECOND);
        }

        assertThat(rig.told(OutcomeLost.class)).isEmpty();
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void whateverASubscriberThrowsEndsOneMessageAlone() {
        start(subscriber);
        subscriber.reaction = outcome -> {
            throw new StackOverflowError("of the test");
        };
        publish(1);
        subscriber.succeeding();
        rig.publish("test/a", 1, 2);
        assertThat(subscriber.ids()).containsExactly(1, 2);

        rig.advance(SECOND);
        assertThat(subscriber.ids()).containsExactly(1, 2, 1);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 2", "PUBACK 1");
    }

    @Test
    void whatIsThrownAfterTheMessageWasHandedOverIsItsFailure() {
        start(subscriber);
        subscriber.reaction = outcome -> {
            outcome.turnOver();
            throw new IllegalStateException("of the test");
        };
        publish(1);
        assertThat(rig.inbound.subscribers().inProgress(subscriber)).isZero();
        rig.done(subscriber, 0, true);
        assertThat(rig.acknowledged()).isEmpty();

        subscriber.succeeding();
        rig.advance(SECOND);
        assertThat(subscriber.ids()).containsExactly(1, 1);
    }

    @Test
    void theLastAttemptIsTheLast() {
        start(subscriber.maxDeliveryAttempts(3).failing());
        publish(1);
        rig.advance(Duration.ofMinutes(1));

        assertThat(subscriber.begun).hasSize(3);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        GivenUp told = rig.told(GivenUp.class).get(0);
        assertThat(told.attempts()).isEqualTo(3);
        assertThat(told.reason()).isEqualTo(Reason.LAST_ATTEMPT);
        assertThat(rig.tally.givenUp.sum()).isEqualTo(1);
    }

    @Test
    void afterTheLastAttemptAMessageGoesElsewhereAndIsAcknowledgedThere() {
        start(subscriber.maxDeliveryAttempts(2).failing());
        subscriber.diverts.add(Diversion.GIVEN_UP);
        publish(1);
        rig.advance(SECOND);
        assertThat(subscriber.begun).hasSize(2);
        assertThat(subscriber.divertedIds()).containsExactly(1);
        assertThat(rig.acknowledged()).isEmpty();
        assertThat(rig.told(GivenUp.class).get(0).reason()).isEqualTo(Reason.DIVERTED);

        subscriber.divertedOutcomes.get(0).done(true);
        rig.run();
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void aPlaceForGivenUpMessagesThatFailsIsTriedWithoutEnd() {
        start(subscriber.maxDeliveryAttempts(1).failing());
        subscriber.diverts.add(Diversion.GIVEN_UP);
        subscriber.divertReaction = outcome -> {
            throw new IllegalStateException("of the test");
        };
        publish(1);
        rig.advance(Duration.ofMinutes(10));
        assertThat(subscriber.begun).hasSize(1);
        assertThat(subscriber.diverted).hasSizeGreaterThan(10);
        assertThat(rig.told(GivenUp.class)).hasSize(1);

        subscriber.divertReaction = outcome -> outcome.done(true);
        rig.advance(Duration.ofSeconds(31));
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void whoeverWaitsForTheEndOfWhatIsInProgressIsToldOnce() {
        int[] idle = new int[1];
        start(subscriber);
        publish(2);
        rig.stop(subscriber);
        rig.inbound.subscribers().whenIdle(subscriber, () -> idle[0]++);
        rig.run();
        assertThat(idle[0]).isZero();

        rig.done(subscriber, 0, true);
        assertThat(idle[0]).isEqualTo(1);
        rig.inbound.subscribers().whenIdle(subscriber, () -> idle[0]++);
        assertThat(idle[0]).isEqualTo(2);
        assertThat(subscriber.ids()).containsExactly(1);
    }

    @Test
    void whatTakesLongerThanItMayIsVisible() {
        start(subscriber.concurrency(2));
        publish(2);
        rig.advance(Duration.ofMinutes(5));
        assertThat(rig.status().overdue()).isEmpty();

        rig.advance(SECOND);
        assertThat(rig.status().overdue()).isEqualTo(Map.of("test/a", 2));
        assertThat(rig.status().oldestAge()).isGreaterThan(Duration.ofMinutes(5));
        assertThat(rig.status().oldestTopic()).isEqualTo("test/a");
        List.of(0, 1).forEach(index -> rig.done(subscriber, index, true));
        assertThat(rig.status().overdue()).isEmpty();
    }

    private void start(TestSubscriber one) {
        rig.connect(false);
        rig.start(one);
    }

    private void publish(int messages) {
        for (int id = 1; id <= messages; id++) {
            rig.publish("test/a", 1, id);
        }
    }
}
