package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Oversized;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Who gets a message, as what, and what packets out of the ordinary do. */
class InboundTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InboundRig rig = InboundRig.persistent();

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
}
