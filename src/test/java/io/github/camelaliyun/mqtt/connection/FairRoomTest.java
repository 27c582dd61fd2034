package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Fate;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static io.github.camelaliyun.mqtt.connection.InboundRig.big;
import static org.assertj.core.api.Assertions.assertThat;

/** No route, and no endpoint for unclaimed messages, takes the room for messages from the others for good. */
class FairRoomTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Messages that fail for ever and fill two thirds of maxHeldBytes after something was left: nothing is fetched for good. */
    @Test
    void messagesThatFailForEverDoNotStarveAnotherRoute() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber poisoned = rig.start(TestSubscriber.of("test/a"));
        TestSubscriber healthy = rig.start(TestSubscriber.of("test/b").succeeding());
        rig.publish("test/a", 1, 1, big(1, 8000), false);
        rig.advance(SECOND);
        rig.publish("test/a", 1, 2, big(2, 8000), false);
        rig.advance(SECOND);
        rig.publish("test/b", 1, 3, big(3, 100), false);
        assertThat(rig.status().left()).isEqualTo(1);
        poisoned.failing();
        rig.done(poisoned, 0, false);
        Owed owed = new Owed(rig);
        owed.sent("test/a", 1, 8000);
        owed.sent("test/a", 2, 8000);
        owed.sent("test/b", 3, 100);
        for (int i = 0; i < 60; i++) {
            owed.pass(Duration.ofMinutes(1));
            owed.publish("test/b", 10 + i, 100);
        }
        owed.pass(Duration.ofMinutes(1));
        assertThat(healthy.ids()).as("in an hour").hasSize(61);
    }

    @Test
    void messagesThatTwoRoutesFailWithDoNotStarveAThird() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber shared1 = rig.start(TestSubscriber.of("test/a").failing());
        TestSubscriber shared2 = rig.start(TestSubscriber.of("test/+").failing());
        TestSubscriber healthy = rig.start(TestSubscriber.of("other/b").succeeding());
        rig.publish("test/a", 1, 1, big(1, 9000), false);
        rig.advance(SECOND);
        rig.publish("test/a", 1, 2, big(2, 9000), false);
        rig.advance(SECOND);
        Owed owed = new Owed(rig);
        owed.sent("test/a", 1, 9000);
        owed.sent("test/a", 2, 9000);
        for (int i = 0; i < 60; i++) {
            owed.publish("other/b", 10 + i, 100);
            owed.pass(Duration.ofMinutes(1));
        }
        assertThat(healthy.ids()).as("in an hour").hasSize(60);
    }

    /** QoS 0 of a stopped route fills maxHeldBytes: QoS 1 of the others stays with the broker for good. */
    @Test
    void qos0OfAStoppedRouteTakesNoMoreThanItsPart() {
        InboundRig rig = InboundRig.holding(false, 30_000);
        rig.connect(false);
        TestSubscriber stopped = rig.start(TestSubscriber.of("test/a", 0));
        TestSubscriber healthy = rig.start(TestSubscriber.of("test/b").succeeding());
        rig.stop(stopped);
        for (int i = 0; i < 40; i++) {
            rig.publish("test/a", 0, 0, big(1, 1000), false);
        }
        assertThat(rig.status().bytes())
                .as("a stopped route takes no more while over a third of maxHeldBytes (30000) is in use")
                .isLessThanOrEqualTo(30_000 / 3 + 2_000);
    }

    @Test
    void qos0OfAStoppedRouteDoesNotStarveTheOthers() {
        InboundRig rig = InboundRig.holding(false, 30_000);
        rig.connect(false);
        TestSubscriber stopped = rig.start(TestSubscriber.of("test/a", 0));
        TestSubscriber healthy = rig.start(TestSubscriber.of("test/b").succeeding());
        rig.stop(stopped);
        for (int i = 0; i < 40; i++) {
            rig.publish("test/a", 0, 0, big(1, 1000), false);
        }
        for (int i = 1; i <= 60; i++) {
            rig.publish("test/b", 1, i, big(i, 1000), false);
            rig.advance(Duration.ofMinutes(1));
        }
        assertThat(healthy.ids()).as("what a healthy route got in an hour").hasSizeGreaterThan(1);
    }

    /** A slow route with a QoS 0 flood: QoS 1 of another one is left and never fetched while the flood lasts. */
    @Test
    void aQos0FloodForOneRouteDoesNotStarveQos1OfAnother() {
        InboundRig rig = InboundRig.holding(false, 30_000);
        rig.connect(false);
        TestSubscriber slow = rig.start(TestSubscriber.of("test/a", 0));
        TestSubscriber healthy = rig.start(TestSubscriber.of("test/b").succeeding());
        for (int i = 0; i < 40; i++) {
            rig.publish("test/a", 0, 0, big(1, 1000), false);
        }
        int at = 0;
        for (int i = 1; i <= 1000; i++) {
            rig.done(slow, at++, true);
            rig.publish("test/a", 0, 0, big(1, 1000), false);
            rig.publish("test/a", 0, 0, big(1, 1000), false);
            rig.publish("test/b", 1, i, big(i, 1000), false);
            rig.advance(SECOND);
        }
        assertThat(healthy.ids()).as("of 1000 QoS 1 messages in 1000 s").hasSizeGreaterThan(10);
    }

    /** A large message beside what a stopped route holds, while an answer is expected: left, and nothing ever fetches it. */
    @Test
    void aLargeMessageIsTakenWhileNobodyIsAtWork() {
        InboundRig rig = InboundRig.holding(false, 30_000);
        rig.connect(false);
        TestSubscriber stopped = rig.start(TestSubscriber.of("test/a"));
        TestSubscriber healthy = rig.start(TestSubscriber.of("test/b").succeeding());
        rig.stop(stopped);
        rig.publish("test/a", 1, 1, big(1, 9000), false);
        rig.expectsAnswer = true;
        rig.publish("test/b", 1, 2, big(2, 25_000), false);
        rig.expectsAnswer = false;
        for (int i = 1; i <= 60; i++) {
            rig.publish("test/b", 1, 10 + i, big(i, 10), false);
            rig.advance(Duration.ofMinutes(1));
        }
        assertThat(healthy.ids()).as("messages of the healthy route in an hour").hasSize(61);
    }

    /** The unclaimed endpoint is down: its messages hold maxHeldBytes, and nothing passes for anybody. */
    @Test
    void anUnclaimedEndpointThatFailsDoesNotStarveTheRoutes() {
        MessageSink down = (message, outcome) -> {
            outcome.done(false);
            outcome.turnOver();
        };
        InboundRig rig =
                new InboundRig(false, false, new InboundOptions(InboundRig.GRACE, down, 1_000_000, 30_000), 100);
        rig.connect(false);
        TestSubscriber healthy = rig.start(TestSubscriber.of("test/b").succeeding());
        Owed owed = new Owed(rig);
        for (int i = 1; i <= 28; i++) {
            owed.publish("x/y", i, 1000);
        }
        owed.pass(InboundRig.GRACE.plus(SECOND));
        for (int i = 1; i <= 60; i++) {
            owed.publish("test/b", 100 + i, 1000);
            owed.pass(Duration.ofMinutes(1));
        }
        assertThat(healthy.ids()).as("in an hour").hasSize(60);
    }

    @Test
    void whatASuspendedRouteHoldsDoesNotStarveAnotherForGood() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        Owed owed = new Owed(rig);
        TestSubscriber suspended = rig.start(TestSubscriber.of("test/a"));
        for (int i = 1; i <= 4; i++) {
            owed.publish("test/a", i, 2200);
        }
        rig.suspend(suspended);
        rig.done(suspended, 0, true);
        TestSubscriber other = rig.start(TestSubscriber.of("test/b"));
        owed.publish("test/b", 5, 100);
        owed.publish("test/b", 6, 3000);
        rig.advance(SECOND);
        owed.publish("test/b", 7, 100);
        assertThat(rig.status().left()).isEqualTo(1);
        other.succeeding();
        rig.done(other, 0, true);
        owed.pass(Duration.ofMinutes(2));

        assertThat(other.ids()).contains(7);
    }

    /** Two routes with one filter, both failing for ever, fill maxHeldBytes: nobody can be evicted. */
    @Test
    void messagesThatTwoRoutesFailWithAreLeftWithTheBrokerToo() {
        InboundRig rig = InboundRig.holding(false, 30_000);
        rig.connect(false);
        rig.start(TestSubscriber.of("test/a").failing());
        rig.start(TestSubscriber.of("test/+").failing());
        TestSubscriber healthy = rig.start(TestSubscriber.of("other/b").succeeding());
        Owed owed = new Owed(rig);
        for (int i = 1; i <= 28; i++) {
            owed.publish("test/a", i, 1000);
        }
        for (int i = 1; i <= 60; i++) {
            owed.publish("other/b", 100 + i, 1000);
            owed.pass(Duration.ofMinutes(1));
        }
        assertThat(healthy.ids()).as("in an hour").hasSize(60);
    }

    /** Clean session: what fails for ever fills maxHeldBytes; no later connection reads anything, and health sees nothing. */
    @Test
    void failingMessagesOfACleanSessionDoNotTakeTheConnectionFromTheOthersForGood() {
        InboundRig rig = InboundRig.holding(true, 10_000);
        rig.connect(false);
        TestSubscriber poisoned = rig.start(TestSubscriber.of("test/a").failing());
        TestSubscriber healthy = rig.start(TestSubscriber.of("test/b").succeeding());
        for (int i = 1; i <= 9; i++) {
            rig.publish("test/a", 1, i, big(i, 1000), false);
        }
        int pausedAtOnce = 0;
        for (int i = 0; i < 100; i++) {
            int before = rig.dropped.size();
            rig.reconnect(false);
            rig.advance(Duration.ofSeconds(6));
            pausedAtOnce += rig.dropped.size() > before ? 1 : 0;
        }
        assertThat(pausedAtOnce)
                .as("of 100 connections in ten minutes, those that read nothing and were closed after 5 s")
                .isLessThan(50);
        assertThat(rig.told(GivenUp.class))
                .extracting(GivenUp::fate)
                .as("who failed with what was given up, for want of room")
                .isNotEmpty()
                .containsOnly(Fate.NO_ROOM);
        assertThat(rig.status().dropped()).as("QoS 0").isZero();
    }
}
