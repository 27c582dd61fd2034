package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.Subscriber.Diversion;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of messages whose route stops, is suspended or reloaded, and the order in which they come then. */
class StoppedRoutesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InboundRig rig = InboundRig.persistent();

    @Test
    void theOrderIsKeptAcrossARestart() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publishEach("test/a", 1, 3);
        rig.stop(one);
        rig.publishEach("test/a", 4, 5);
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
        rig.publishEach("test/a", 1, 3);
        rig.stop(old);
        rig.publishEach("test/a", 4, 5);
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
        rig.publishEach("test/a", 1, 3);
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
        rig.publishEach("test/a", 1, 2);
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
        rig.publishEach("test/a", 1, 3);
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
        rig.publishEach("test/a", 1, 3);
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
}
