package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Fate;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.OutcomeLost;
import io.github.camelaliyun.mqtt.connection.Subscriber.Diversion;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of a message whose exchange fails, loses its outcome or throws, up to the last attempt. */
class FailedMessagesTest extends MailboxRig {

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
        assertThat(told.fate()).isEqualTo(Fate.LAST_ATTEMPT);
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
        assertThat(rig.told(GivenUp.class).get(0).fate()).isEqualTo(Fate.DIVERTED);

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
}
