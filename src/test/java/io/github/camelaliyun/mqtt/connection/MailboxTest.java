package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** How one subscriber takes its messages in turn, and when they are acknowledged. */
class MailboxTest extends MailboxRig {

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
}
