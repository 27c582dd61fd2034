package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Oversized;
import io.github.camelaliyun.mqtt.connection.Subscriber.Diversion;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Who gets what comes in, whatever starts, stops, breaks and comes back meanwhile. */
class InboundTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InboundRig rig = InboundRig.persistent();

    // Who gets a message.

    @Test
    void eachSubscriberGetsAMessageOnceHoweverManyOfItsFiltersMatch() {
        rig.connect(false);
        TestSubscriber two = rig.start(TestSubscriber.of("test/+", "test/a", "test/#"));
        TestSubscriber other = rig.start(TestSubscriber.of("test/b"));
        rig.publish("test/a", 1, 1);

        assertThat(two.ids()).containsExactly(1);
        assertThat(other.ids()).isEmpty();
    }

    @Test
    void aSharedMessageIsAcknowledgedWhenTheLastSubscriberIsDone() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        TestSubscriber other = rig.start(TestSubscriber.of("test/+"));
        rig.publish("test/a", 1, 1);
        rig.done(one, 0, true);
        assertThat(rig.acknowledged()).isEmpty();

        rig.done(other, 0, false);
        assertThat(rig.acknowledged()).isEmpty();
        rig.advance(SECOND);
        rig.done(other, 1, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(rig.tally.received.sum()).isEqualTo(1);
        assertThat(one.ids()).containsExactly(1);
    }

    @Test
    void aSharedSubscriptionTakesWhatFollowsItsGroup() {
        rig.connect(false);
        TestSubscriber shared = rig.start(TestSubscriber.of("$share/group/test/+"));
        rig.publish("test/a", 1, 1);

        assertThat(shared.ids()).containsExactly(1);
    }

    @Test
    void whatComesRightAfterConnackReachesASubscriberThatIsDeclared() {
        rig.answers = false;
        TestSubscriber early = rig.start(TestSubscriber.of("test/a").succeeding());
        TestSubscriber late = rig.declare(TestSubscriber.of("test/b").succeeding());
        rig.connect(true);
        rig.publish("test/a", 1, 1);
        rig.publish("test/b", 1, 2);
        assertThat(early.ids()).containsExactly(1);
        rig.advance(Duration.ofHours(1));
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");

        rig.startAgain(late);
        assertThat(late.ids()).containsExactly(2);
    }

    // Stop and start.

    @Test
    void theOrderIsKeptAcrossARestart() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        publish("test/a", 1, 3);
        rig.stop(one);
        publish("test/a", 4, 5);
        rig.done(one, 0, true);
        rig.advance(Duration.ofHours(1));
        assertThat(one.ids()).containsExactly(1);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(rig.status().stopped()).containsEntry("test/a", 4);

        one.succeeding();
        rig.startAgain(one);
        rig.publish("test/a", 1, 6);
        assertThat(one.ids()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(rig.status().stopped()).isEmpty();
    }

    @Test
    void theOrderIsKeptAcrossAReload() {
        rig.connect(false);
        TestSubscriber old = rig.start(TestSubscriber.of("test/a"));
        publish("test/a", 1, 3);
        rig.stop(old);
        publish("test/a", 4, 5);
        rig.remove(old);
        rig.publish("test/a", 1, 6);
        TestSubscriber edited = rig.declare(TestSubscriber.of("test/+").succeeding());
        rig.publish("test/a", 1, 7);
        rig.startAgain(edited);

        assertThat(edited.ids()).containsExactly(2, 3, 4, 5, 6, 7);
    }

    @Test
    void theOrderIsKeptAcrossAReloadForWhatAnotherOneHasBegunAndTheBrokerHasSentAgain() {
        rig.connect(false);
        TestSubscriber old = rig.start(TestSubscriber.of("test/+"));
        TestSubscriber other = rig.start(TestSubscriber.of("test/b"));
        rig.stop(old);
        rig.publish("test/a", 1, 1);
        rig.publish("test/b", 1, 2);
        assertThat(other.ids()).containsExactly(2);
        rig.reconnect(true);
        rig.publishAgain("test/a", 1, 1);
        rig.publishAgain("test/b", 1, 2);
        rig.remove(old);
        TestSubscriber next = rig.start(TestSubscriber.of("test/+").succeeding());

        assertThat(next.ids()).containsExactly(1, 2);
    }

    @Test
    void theOrderIsKeptWhenTheSessionComesBack() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        publish("test/a", 1, 3);
        rig.reconnect(true);
        for (int id = 1; id <= 3; id++) {
            rig.publishAgain("test/a", 1, id);
        }
        one.succeeding();
        rig.done(one, 0, true);

        assertThat(one.ids()).containsExactly(1, 2, 3);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1", "PUBACK 2", "PUBACK 3");
    }

    @Test
    void aSuspendedSubscriberIsHandedNothingUntilItIsResumed() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.suspend(one);
        publish("test/a", 1, 2);
        rig.advance(Duration.ofHours(1));
        assertThat(one.begun).isEmpty();
        assertThat(rig.acknowledged()).isEmpty();

        rig.startAgain(one);
        assertThat(one.ids()).containsExactly(1, 2);
    }

    @Test
    void whatPausesWhenItsSubscriberStopsWaitsForItToo() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").failing());
        rig.publish("test/a", 1, 1);
        rig.stop(one);
        rig.advance(Duration.ofMinutes(1));
        assertThat(one.begun).hasSize(1);
        assertThat(rig.status().stopped()).containsEntry("test/a", 1);

        one.succeeding();
        rig.startAgain(one);
        assertThat(one.ids()).containsExactly(1, 1);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void whatFailsAfterItsSubscriberHasStoppedWaitsForIt() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.stop(one);
        rig.done(one, 0, false);
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.acknowledged()).isEmpty();
        rig.startAgain(one);

        assertThat(one.ids()).containsExactly(1, 1);
    }

    @Test
    void whatAStoppedSubscriberDiscardsIsAcknowledgedAndCounted() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").whenStopped(WhenStopped.DISCARD));
        publish("test/a", 1, 3);
        rig.stop(one);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 2", "PUBACK 3");
        rig.publish("test/a", 1, 4);
        rig.done(one, 0, true);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 2", "PUBACK 3", "PUBACK 4", "PUBACK 1");
        assertThat(rig.status().discarded()).isEqualTo(3);
        rig.startAgain(one);
        rig.publish("test/a", 1, 5);
        assertThat(one.ids()).containsExactly(1, 5);
    }

    @Test
    void whatFailsAfterTheStopIsDiscardedWithTheRest() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").whenStopped(WhenStopped.DISCARD));
        rig.publish("test/a", 1, 1);
        rig.stop(one);
        rig.done(one, 0, false);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(rig.status().discarded()).isEqualTo(1);
        assertThat(rig.status().stopped()).isEmpty();
    }

    @Test
    void whatOneDiscardsAnotherOneGets() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").whenStopped(WhenStopped.DISCARD));
        TestSubscriber other = rig.start(TestSubscriber.of("test/+"));
        rig.stop(one);
        rig.publish("test/a", 1, 1);
        assertThat(rig.acknowledged()).isEmpty();

        rig.done(other, 0, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void whatAStoppedSubscriberDivertsGoesElsewhereInOrder() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").whenStopped(WhenStopped.DIVERT));
        one.divertReaction = outcome -> outcome.done(true);
        publish("test/a", 1, 3);
        rig.stop(one);
        rig.done(one, 0, true);
        rig.publish("test/a", 1, 4);

        assertThat(one.ids()).containsExactly(1);
        assertThat(one.divertedIds()).containsExactly(2, 3, 4);
        assertThat(one.diverted).allMatch(delivery -> delivery.diversion() == Diversion.STOPPED);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1", "PUBACK 2", "PUBACK 3", "PUBACK 4");
        rig.startAgain(one);
        rig.publish("test/a", 1, 5);
        assertThat(one.ids()).containsExactly(1, 5);
    }

    @Test
    void aDiversionThatFailsIsTriedAgainThere() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").whenStopped(WhenStopped.DIVERT));
        one.divertReaction = outcome -> {
            throw new IllegalStateException("of the test");
        };
        rig.stop(one);
        rig.publish("test/a", 1, 1);
        assertThat(one.divertedIds()).containsExactly(1);
        assertThat(rig.acknowledged()).isEmpty();

        one.divertReaction = outcome -> outcome.done(true);
        rig.advance(SECOND);
        assertThat(one.divertedIds()).containsExactly(1, 1);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(one.begun).isEmpty();
    }

    @Test
    void aStoppedSubscriberOfACleanSessionGivesUpWhatItHasNotBegun() {
        InboundRig clean = InboundRig.clean();
        clean.connect(false);
        TestSubscriber one = clean.start(TestSubscriber.of("test/a"));
        clean.publish("test/a", 1, 1);
        clean.publish("test/a", 1, 2);
        clean.stop(one);
        clean.publish("test/a", 1, 3);
        assertThat(clean.status().held()).isEqualTo(2);
        clean.advance(InboundRig.GRACE);
        assertThat(clean.acknowledged()).containsExactly("PUBACK 2", "PUBACK 3");

        clean.done(one, 0, true);
        assertThat(clean.acknowledged()).endsWith("PUBACK 1");
    }

    @Test
    void aSubscriberOfACleanSessionThatIsStartedInTimeMissesNothing() {
        InboundRig clean = InboundRig.clean();
        clean.connect(false);
        TestSubscriber one = clean.start(TestSubscriber.of("test/a"));
        clean.publish("test/a", 1, 1);
        clean.publish("test/a", 1, 2);
        clean.suspend(one);
        clean.publish("test/a", 1, 3);
        clean.done(one, 0, true);
        assertThat(one.ids()).containsExactly(1);
        one.succeeding();
        clean.startAgain(one);

        assertThat(one.ids()).containsExactly(1, 2, 3);
    }

    @Test
    void whatFailsAfterItsSubscriberOfACleanSessionHasStoppedIsUnclaimed() {
        InboundRig clean = InboundRig.clean();
        clean.connect(false);
        TestSubscriber one = clean.start(TestSubscriber.of("test/a"));
        clean.publish("test/a", 1, 1);
        clean.stop(one);
        clean.done(one, 0, false);
        assertThat(clean.acknowledged()).isEmpty();
        clean.advance(InboundRig.GRACE);

        assertThat(clean.acknowledged()).containsExactly("PUBACK 1");
        assertThat(one.begun).hasSize(1);
    }

    // The end of the context.

    @Test
    void whatAnExchangeHasSeenBeforeIsRedeliveredThoughItsRouteWasStoppedOrReloaded() {
        InboundRig clean = InboundRig.clean();
        clean.connect(false);
        TestSubscriber stopped = clean.start(TestSubscriber.of("test/a"));
        clean.publish("test/a", 1, 1);
        clean.stop(stopped);
        clean.done(stopped, 0, false);
        clean.startAgain(stopped);
        assertThat(stopped.begun).extracting(Delivery::redelivered).containsExactly(false, true);

        TestSubscriber old = rig.start(TestSubscriber.of("test/b").failing());
        rig.connect(true);
        rig.publish("test/b", 1, 2);
        rig.stop(old);
        rig.remove(old);
        TestSubscriber next = rig.start(TestSubscriber.of("test/b").succeeding());
        assertThat(next.begun).extracting(Delivery::redelivered).containsExactly(true);
        assertThat(rig.tally.redelivered.sum()).isEqualTo(1);
    }

    @Test
    void whatFailedWhereItWasDivertedToIsRedeliveredToItsRoute() {
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").whenStopped(WhenStopped.DIVERT));
        one.divertReaction = outcome -> outcome.done(false);
        rig.connect(true);
        rig.stop(one);
        rig.publish("test/a", 1, 1);
        rig.startAgain(one);
        rig.advance(Duration.ofSeconds(2));

        assertThat(one.begun).extracting(Delivery::redelivered).containsExactly(true);
    }

    @Test
    void atTheEndOfTheContextNothingIsBegunGivenUpOrUnsubscribed() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").whenStopped(WhenStopped.DISCARD));
        publish("test/a", 1, 2);
        rig.asked();
        rig.inbound.subscribers().freeze(one);
        rig.done(one, 0, true);
        rig.publish("test/a", 1, 3);
        rig.stop(one);
        rig.remove(one);
        rig.advance(Duration.ofMinutes(5));

        assertThat(one.ids()).containsExactly(1);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(rig.asked()).isEmpty();
    }

    @Test
    void atTheEndOfTheContextWhatIsInProgressIsAwaited() {
        int[] idle = new int[1];
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.inbound.subscribers().freeze(one);
        rig.inbound.subscribers().whenIdle(one, () -> idle[0]++);
        assertThat(rig.inbound.subscribers().inProgress(one)).isEqualTo(1);
        rig.done(one, 0, true);

        assertThat(idle[0]).isEqualTo(1);
        assertThat(rig.inbound.subscribers().inProgress(one)).isZero();
    }

    // Links that end.

    @Test
    void whatIsInProgressWhenTheLinkEndsIsAdoptedByItsCopy() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.reconnect(true);
        rig.publishAgain("test/a", 1, 1);
        assertThat(one.ids()).containsExactly(1);
        rig.done(one, 0, true);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(one.ids()).containsExactly(1);
        assertThat(rig.tally.received.sum()).isEqualTo(1);
    }

    @Test
    void whatEndedWhileTheLinkWasDownIsAcknowledgedWhenItsCopyComes() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.line.closeByServer();
        rig.done(one, 0, true);
        rig.connect(true);
        assertThat(rig.acknowledged()).isEmpty();
        rig.publishAgain("test/a", 1, 1);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(one.ids()).containsExactly(1);
    }

    @Test
    void whatEndsBeforeItsCopyComesIsNotAcknowledgedUnderAnIdentifierThatTheLinkHasNotSeen() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.reconnect(true);
        rig.done(one, 0, true);
        assertThat(rig.acknowledged()).isEmpty();
        rig.publishAgain("test/a", 1, 1);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void anotherMessageUnderAnOldIdentifierIsNoCopy() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").concurrency(9));
        rig.publish("test/a", 1, 1);
        rig.publish("test/b", 1, 2);
        rig.reconnect(true);
        rig.publish("test/a", 1, 1);
        rig.publishAgain("test/c", 1, 2);

        assertThat(one.ids()).containsExactly(1, 2, 1, 2);
        rig.done(one, 0, true);
        rig.done(one, 1, true);
        assertThat(rig.acknowledged()).isEmpty();
        rig.done(one, 2, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void anIdentifierThatWasUsedAgainSinceIsNoCopyOfTheOldMessage() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").concurrency(9));
        rig.publish("test/a", 1, 1);
        rig.reconnect(true);
        // Sent again without DUP, as some brokers do: it cannot be told from a new one.
        rig.publish("test/a", 1, 1);
        rig.done(one, 0, true);
        rig.done(one, 1, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        // A third one, equal to the others, whose first copy was lost with the link.
        rig.reconnect(true);
        rig.publishAgain("test/a", 1, 1);

        assertThat(one.ids()).containsExactly(1, 1, 1);
        assertThat(rig.acknowledged()).isEmpty();
    }

    @Test
    void whatTheBrokerDeliversAgainIsNotBegunWithHere() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        publish("test/a", 1, 2);
        rig.line.closeByServer();
        rig.done(one, 0, true);
        assertThat(one.ids()).containsExactly(1);
        rig.connect(true);
        rig.advance(SECOND);
        assertThat(one.ids()).containsExactly(1);
        rig.publishAgain("test/a", 1, 2);

        assertThat(one.ids()).containsExactly(1, 2);
        assertThat(one.begun.get(1).redelivered()).isTrue();
    }

    @Test
    void whatTheBrokerHasForgottenIsProcessedHereAndNotAcknowledged() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        publish("test/a", 1, 2);
        rig.reconnect(false);
        rig.done(one, 0, true);
        assertThat(one.ids()).containsExactly(1, 2);
        rig.done(one, 1, true);
        assertThat(rig.acknowledged()).isEmpty();
        assertThat(rig.status().bytes()).isZero();

        rig.publish("test/a", 1, 1);
        assertThat(one.ids()).containsExactly(1, 2, 1);
    }

    @Test
    void aCleanSessionProcessesWhatHasArrivedThoughItsLinkIsGone() {
        InboundRig clean = InboundRig.clean();
        clean.connect(false);
        TestSubscriber one = clean.start(TestSubscriber.of("test/a"));
        clean.publish("test/a", 1, 1);
        clean.publish("test/a", 1, 2);
        clean.line.closeByServer();
        clean.done(one, 0, true);
        assertThat(one.ids()).containsExactly(1, 2);
        clean.connect(false);
        clean.done(one, 1, true);

        assertThat(clean.acknowledged()).isEmpty();
    }

    @Test
    void whatARestingConnectionHasNotBegunIsLeftWithTheBroker() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        publish("test/a", 1, 2);
        rig.stop(one);
        rig.line.closeByServer();
        rig.inbound.rest();
        rig.done(one, 0, true);
        assertThat(rig.status().bytes()).isZero();
        assertThat(rig.status().stopped()).isEmpty();

        rig.startAgain(one);
        rig.connect(true);
        rig.publishAgain("test/a", 1, 1);
        rig.publishAgain("test/a", 1, 2);
        assertThat(one.ids()).containsExactly(1, 2);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    // Packets out of the ordinary.

    @Test
    void aMessageThatIsSentAgainWhileItIsInProgressIsTakenOnce() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").concurrency(9));
        rig.publish("test/a", 1, 5);
        rig.publish("test/a", 1, 5);
        rig.publishAgain("test/a", 1, 5);
        rig.publish("test/a", 1, 6);
        assertThat(one.ids()).containsExactly(5, 6);
        assertThat(rig.acknowledged()).isEmpty();

        rig.done(one, 0, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 5");
        rig.publish("test/a", 1, 5);
        assertThat(one.ids()).containsExactly(5, 6, 5);
    }

    @Test
    void qos0IsProcessedWhateverIsUnderWay() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").concurrency(9));
        rig.publish("test/a", 0, 0);
        rig.publish("test/a", 0, 0);

        assertThat(one.begun).hasSize(2);
        rig.done(one, 0, true);
        assertThat(rig.acknowledged()).isEmpty();
    }

    @Test
    void aMessageThatIsEqualToOneInProgressIsTakenAndCounted() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").concurrency(9));
        rig.publish("test/a", 1, 1, new byte[] {7}, false);
        rig.advance(Duration.ofSeconds(3));
        rig.publish("test/a", 1, 2, new byte[] {7}, false);
        rig.publish("test/a", 1, 3, new byte[] {8}, false);

        assertThat(one.ids()).containsExactly(1, 2, 3);
        assertThat(rig.status().duplicates()).isEqualTo(1);
    }

    @Test
    void anOversizedMessageIsAnsweredToldOfAndCountedAsUnclaimed() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.deliver(new Packet.Oversized("test/a", 99_000_000, 1, false, false, 1));
        rig.deliver(new Packet.Oversized("test/a", 99_000_000, 2, false, false, 2));
        rig.deliver(new Packet.Oversized("test/a", 99_000_000, 0, false, false, 0));

        assertThat(rig.acknowledged()).containsExactly("PUBACK 1", "PUBREC 2");
        assertThat(one.begun).isEmpty();
        assertThat(rig.status().unclaimed()).isEqualTo(3);
        assertThat(rig.told(Oversized.class))
                .hasSize(3)
                .startsWith(new Oversized("test/a", 99_000_000, InboundOptions.DEFAULT_MAX_PACKET_SIZE, 1));
    }

    private void publish(String topic, int from, int to) {
        for (int id = from; id <= to; id++) {
            rig.publish(topic, 1, id);
        }
    }
}
