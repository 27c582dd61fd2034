package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Reason;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** Combinations of what is held, left with the broker, tried again and reloaded; what others found by looking for them. */
class HeldMessagesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static byte[] big(int id, int size) {
        byte[] b = new byte[size];
        b[0] = (byte) id;
        return b;
    }

    /** 1: QoS 2 shared by A (done) and B (failing) is evicted, comes again, and A gets it twice. */
    @Test
    void anEvictedQos2MessageIsNotProcessedTwiceByTheRouteThatHasCompletedIt() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber done = rig.start(TestSubscriber.of("test/a", 2).succeeding());
        TestSubscriber failing = rig.start(TestSubscriber.of("test/+", 2).failing());
        rig.publish("test/a", 2, 1, big(1, 6000), false);
        assertThat(done.ids()).containsExactly(1);
        assertThat(failing.ids()).containsExactly(1);
        failing.succeeding();
        rig.publish("test/b", 2, 2, big(2, 6000), false);
        rig.advance(Duration.ofSeconds(31));
        assertThat(rig.fetched).isNotEmpty();
        rig.reconnect(true);
        rig.publish("test/a", 2, 1, big(1, 6000), true);
        assertThat(failing.ids()).containsExactly(1, 2, 1);
        assertThat(done.ids())
                .as("QoS 2: within one process an exchange completes once per message")
                .containsExactly(1);
    }

    /** 2: a failing message whose session the broker lost is evicted: its only copy. */
    @Test
    void aMessageWhoseSessionIsGoneIsNotEvictedSinceNobodySendsItAgain() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").failing());
        rig.publish("test/a", 1, 1, big(1, 6000), false);
        assertThat(one.ids()).containsExactly(1);
        rig.reconnect(false);
        one.succeeding();
        rig.publish("test/b", 1, 2, big(2, 6000), false);
        rig.advance(Duration.ofMinutes(5));
        assertThat(one.begun.stream().map(d -> d.message().topic()).toList())
                .as("what has arrived is processed")
                .containsExactlyInAnyOrder("test/a", "test/b", "test/a");
    }

    /** 2b: the same when the broker has used its identifier anew (it thinks it was acknowledged or expired). */
    @Test
    void removedRoutesWithTheSameMessageUnbegunGoToUnclaimed() {
        List<String> sunk = new ArrayList<>();
        InboundRig rig = InboundRig.unclaimedTo((message, outcome) -> {
            sunk.add(message.topic());
            outcome.done(true);
            outcome.turnOver();
        });
        rig.connect(false);
        TestSubscriber a = rig.start(TestSubscriber.of("test/a"));
        TestSubscriber b = rig.start(TestSubscriber.of("test/+"));
        rig.stop(a);
        rig.stop(b);
        rig.publish("test/a", 1, 1);
        rig.remove(a);
        rig.remove(b);
        rig.advance(InboundRig.GRACE.plus(SECOND));
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(rig.status().unclaimed()).as("counted").isEqualTo(1);
        assertThat(sunk).as("sent to the endpoint 'unclaimed'").containsExactly("test/a");
    }

    @Test
    void aMessageThatFailsStillWhenItsRouteIsRemovedGoesToUnclaimed() {
        List<String> sunk = new ArrayList<>();
        InboundRig rig = InboundRig.unclaimedTo((message, outcome) -> {
            sunk.add(message.topic());
            outcome.done(true);
            outcome.turnOver();
        });
        rig.connect(false);
        TestSubscriber a = rig.start(TestSubscriber.of("test/a").failing());
        rig.publish("test/a", 1, 1);
        assertThat(a.ids()).containsExactly(1);
        rig.remove(a);
        rig.advance(InboundRig.GRACE.plus(SECOND));
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(rig.told(ConnectionEvent.Unclaimed.class).size()
                        + sunk.size()
                        + rig.status().unclaimed())
                .as("no trace: not sent to unclaimed, no warning, no count")
                .isNotZero();
    }

    @Test
    void withoutASinkItIsWarnedOfAndCounted() {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        TestSubscriber a = rig.start(TestSubscriber.of("test/a").failing());
        rig.publish("test/a", 1, 1);
        rig.remove(a);
        rig.advance(InboundRig.GRACE.plus(SECOND));
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(rig.status().unclaimed()).isEqualTo(1);
    }

    /** QoS 2, reload of two routes of the same filter: what A has completed and B has not goes to A again, and not to B. */
    @Test
    void whatOneRouteHasCompletedAndAnotherHasNotGoesToTheOtherAfterAReloadOfBoth() {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        TestSubscriber a = rig.start(new TestSubscriber("A", List.of(new Subscription("test/a", 2))).succeeding());
        TestSubscriber b = rig.start(new TestSubscriber("B", List.of(new Subscription("test/a", 2))));
        rig.publish("test/a", 2, 1);
        rig.publish("test/a", 2, 2);
        assertThat(a.ids()).containsExactly(1, 2);
        assertThat(b.ids()).containsExactly(1);
        rig.done(b, 0, true);
        // 2 is in progress with B; 3 waits
        rig.publish("test/a", 2, 3);
        assertThat(a.ids()).containsExactly(1, 2, 3);
        assertThat(b.ids()).containsExactly(1, 2);
        rig.stop(a);
        rig.stop(b);
        rig.done(b, 1, true);
        rig.remove(a);
        rig.remove(b);
        TestSubscriber a2 = rig.start(new TestSubscriber("A", List.of(new Subscription("test/a", 2))).succeeding());
        TestSubscriber b2 = rig.start(new TestSubscriber("B", List.of(new Subscription("test/a", 2))).succeeding());
        assertThat(b2.ids()).as("route B has not had 3").containsExactly(3);
        assertThat(a2.ids()).as("route A has completed 3").isEmpty();
    }

    /** Clean session: the very same route, stopped and started, is handed a QoS 2 message that it has completed. */
    @Test
    void aRouteThatIsSuspendedAndResumedDoesNotGetAgainWhatItHasCompleted() {
        InboundRig rig = InboundRig.clean();
        rig.connect(false);
        TestSubscriber a = rig.start(TestSubscriber.of("test/a", 2).succeeding());
        TestSubscriber b = rig.start(new TestSubscriber("B", List.of(new Subscription("test/a", 2))));
        rig.publish("test/a", 2, 1);
        rig.publish("test/a", 2, 2);
        assertThat(a.ids()).containsExactly(1, 2);
        assertThat(b.ids()).containsExactly(1);
        rig.suspend(b);
        rig.suspend(a);
        rig.startAgain(a);
        assertThat(a.ids()).as("A has completed both").containsExactly(1, 2);
        rig.done(b, 0, true);
        b.succeeding();
        rig.startAgain(b);
        assertThat(b.ids()).containsExactly(1, 2);
    }

    /** Reloaded twice while an exchange is in progress that fails then. */
    @Test
    void whatFailsAfterTwoReloadsIsTriedByTheRouteThatIsThere() {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        TestSubscriber first = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.stop(first);
        rig.remove(first);
        TestSubscriber second = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.stop(second);
        rig.remove(second);
        TestSubscriber third = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.done(first, 0, false);
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(third.ids())
                .as("the exchange failed, and a route with this filter is there")
                .containsExactly(1);
    }

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

    /** What waits for the unclaimed sink while the link is down and the session is lost. */
    @Test
    void theUnclaimedEndpointGoesOnAfterTheSessionWasLost() {
        List<Outcome> sunk = new ArrayList<>();
        InboundRig rig = InboundRig.unclaimedTo((message, outcome) -> sunk.add(outcome));
        rig.connect(false);
        rig.publish("x/a", 1, 1);
        rig.publish("x/b", 1, 2);
        rig.advance(InboundRig.GRACE.plus(SECOND));
        assertThat(sunk).hasSize(1);
        rig.line.closeByServer();
        rig.run();
        sunk.get(0).done(true);
        rig.run();
        rig.connect(false);
        rig.advance(Duration.ofHours(1));
        assertThat(sunk).as("the second is held and waits for nothing").hasSize(2);
    }

    /** A retained message of a suspended route, and a reconnect. */
    @Test
    void aRetainedMessageThatWaitsForASuspendedRouteSurvivesAReconnect() {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        TestSubscriber a = rig.start(TestSubscriber.of("test/#"));
        rig.publish("test/x", 1, 1);
        rig.publishRetained("test/a", 2);
        rig.suspend(a);
        rig.done(a, 0, true);
        rig.advance(Duration.ofMinutes(1));
        rig.reconnect(true);
        rig.deliver(new Packet.Publish("test/a", new byte[] {1}, 1, true, true, 2));
        a.succeeding();
        rig.startAgain(a);
        assertThat(a.ids()).containsExactly(1, 2);
    }

    /** Window of one: retained messages that come one by one to a slow route. */
    @Test
    void aSlowRouteGetsAllRetainedMessages() {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        TestSubscriber a = rig.start(TestSubscriber.of("test/#"));
        rig.publishRetained("test/a", 1);
        rig.advance(Duration.ofSeconds(20));
        rig.done(a, 0, true);
        // Only now the broker has room in its window.
        rig.publishRetained("test/b", 2);
        assertThat(a.ids()).containsExactly(1, 2);
    }

    /** The connection rests, nothing is held here any more: health must not say that the route holds messages. */
    @Test
    void aConnectionThatRestsHoldsNothing() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber a = rig.start(TestSubscriber.of("test/a"));
        rig.stop(a);
        for (int i = 1; i <= 9; i++) {
            rig.publish("test/a", 1, i, big(i, 2000), false);
        }
        assertThat(rig.status().stopped()).containsEntry("test/a", 9);
        rig.line.closeByServer();
        rig.run();
        rig.inbound.rest();
        assertThat(rig.status().bytes()).isZero();
        assertThat(rig.status().stopped()).isEmpty();
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

    /** Without a free packet identifier no SUBSCRIBE is sent, and none later. */
    @Test
    void aFilterThatFoundNoPacketIdentifierIsSubscribedOnceThereIsOne() throws Exception {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        PacketIds ids = rig.ids;
        while (ids.take(p -> {}) != PacketIds.NONE) {
            // All 65,535, as maxInflight=65535 allows.
        }
        rig.start(TestSubscriber.of("test/a"));
        for (int id = 1; id <= PacketIds.HIGHEST; id++) {
            ids.free(id);
        }
        rig.advance(Duration.ofHours(1));
        assertThat(rig.asked()).isEqualTo("+test/a=1");
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
    void whatTheUnclaimedEndpointFailsWithIsCountedOnceThoughItIsLeftWithTheBroker() {
        List<String> sent = new ArrayList<>();
        MessageSink down = (message, outcome) -> {
            sent.add(message.topic());
            outcome.done(false);
            outcome.turnOver();
        };
        InboundRig rig =
                new InboundRig(false, false, new InboundOptions(InboundRig.GRACE, down, 1_000_000, 10_000), 100);
        rig.connect(false);
        TestSubscriber other = rig.start(TestSubscriber.of("test/b"));
        Owed owed = new Owed(rig);
        owed.publish("x/y", 1, 6000);
        owed.pass(InboundRig.GRACE.plus(SECOND));
        owed.publish("test/b", 2, 6000);
        assertThat(rig.status().left()).isEqualTo(1);
        int before = sent.size();
        rig.done(other, 0, true);
        owed.pass(Duration.ofMinutes(1));

        assertThat(sent).as("it is tried again").hasSizeGreaterThan(before);
        assertThat(rig.status().unclaimed()).isEqualTo(1);
    }

    @Test
    void whatWasLeftForARouteThatIsRemovedIsUnclaimedWhenItComesAgain() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber gone = rig.start(TestSubscriber.of("test/a").failing());
        rig.start(TestSubscriber.of("other/b").succeeding());
        rig.publish("test/a", 1, 1, big(1, 6000), false);
        rig.publish("other/b", 1, 2, big(2, 6000), false);
        rig.remove(gone);
        rig.advance(Duration.ofSeconds(31));
        assertThat(rig.fetched).isNotEmpty();
        rig.reconnect(true);
        rig.publish("test/a", 1, 1, big(1, 6000), true);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(rig.status().unclaimed()).isEqualTo(1);
        assertThat(rig.told(ConnectionEvent.Unclaimed.class)).hasSize(1);
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

    @Test
    void aSentMessageForTheUnclaimedEndpointIsCountedOnceThoughTheGraceEndsWithoutALink() {
        List<String> sunk = new ArrayList<>();
        InboundRig rig = InboundRig.unclaimedTo((message, outcome) -> {
            sunk.add(message.topic());
            outcome.done(true);
            outcome.turnOver();
        });
        rig.connect(false);
        rig.publish("x/y", 1, 1);
        rig.line.closeByServer();
        rig.advance(InboundRig.GRACE.plus(SECOND));
        rig.connect(true);
        rig.publishAgain("x/y", 1, 1);
        rig.advance(InboundRig.GRACE.plus(SECOND));

        assertThat(sunk).containsExactly("x/y");
        assertThat(rig.status().unclaimed()).isEqualTo(1);
    }

    @Test
    void readingPausesAgainAtTheNextBurst() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber slow = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1, big(1, 6000), false);
        rig.publish("test/a", 1, 2, big(2, 6000), false);
        rig.advance(SECOND);
        rig.done(slow, 0, true);
        rig.done(slow, 1, true);
        rig.publish("test/a", 1, 3, big(3, 6000), false);
        rig.publish("test/a", 1, 4, big(4, 6000), false);

        assertThat(rig.status().left()).isZero();
        assertThat(rig.line.paused).isTrue();
    }

    @Test
    void aRefusedFilterIsAskedForAgainThoughItsRouteIsReloadedAtThatTime() {
        InboundRig rig = new InboundRig(true, true, InboundOptions.defaults(true), 100);
        rig.answers = false;
        rig.connect(false);
        TestSubscriber reloaded = rig.start(TestSubscriber.of("test/a"));
        rig.suback(0, 0x80);
        rig.advance(Duration.ofSeconds(55));
        rig.stop(reloaded);
        rig.advance(Duration.ofSeconds(6));
        rig.startAgain(reloaded);
        rig.advance(Duration.ofMinutes(2));

        assertThat(rig.asked()).endsWith("+test/a=1 +test/a=1");
    }

    /** A payload of what has ended stays in memory, uncounted, if the broker does not send it again under its identifier. */
    @Test
    void whatHasEndedTakesNoMemory() throws Exception {
        InboundRig rig = InboundRig.holding(false, 30_000);
        rig.connect(false);
        TestSubscriber a = rig.start(TestSubscriber.of("test/a").concurrency(99));
        List<WeakReference<byte[]>> payloads = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            for (int i = 1; i <= 20; i++) {
                byte[] payload = big(i, 1000);
                payloads.add(new WeakReference<>(payload));
                // A broker that sends again under new identifiers.
                rig.publish("test/a", 1, round * 20 + i, payload, false);
            }
            rig.line.closeByServer();
            rig.run();
            for (int i = 0; i < a.outcomes.size(); i++) {
                a.done(i, true);
            }
            rig.run();
            a.outcomes.clear();
            a.begun.clear();
            rig.connect(true);
        }
        assertThat(rig.status().bytes()).isZero();
        await().untilAsserted(() -> {
            System.gc();
            assertThat(payloads.stream().filter(p -> p.get() != null).count() * 1000)
                    .as("bytes of payloads that are still held, maxHeldBytes is 30000, and counted are 0")
                    .isLessThanOrEqualTo(30_000);
        });
    }

    /** Given up while the link is down: counted and warned of, not acknowledged, and counted once more when it comes again. */
    @Test
    void aMessageIsCountedAsUnclaimedOnceThoughTheLinkIsDownThen() {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        rig.publish("x/y", 1, 1);
        rig.line.closeByServer();
        rig.advance(InboundRig.GRACE.plus(SECOND));
        rig.connect(true);
        rig.publishAgain("x/y", 1, 1);
        rig.advance(InboundRig.GRACE.plus(SECOND));
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(rig.status().unclaimed()).as("unclaimed, of one message").isEqualTo(1);
    }

    /** The same with a route that comes after the grace: said to be given up, and then processed. */
    @Test
    void discardedOnceThoughTheLinkIsDownThen() {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        TestSubscriber a = rig.start(TestSubscriber.of("test/a").whenStopped(WhenStopped.DISCARD));
        rig.publish("test/a", 1, 1);
        rig.publish("test/a", 1, 2);
        rig.line.closeByServer();
        rig.run();
        rig.stop(a);
        rig.done(a, 0, true);
        rig.connect(true);
        rig.publishAgain("test/a", 1, 1);
        rig.publishAgain("test/a", 1, 2);
        assertThat(rig.acknowledged()).contains("PUBACK 2");
        assertThat(rig.status().discarded()).as("discarded, of one message").isEqualTo(1);
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

    /** A session that was lost, what failed before: evicted beside one whose identifier the broker uses anew. */
    @Test
    void aFailingMessageWhoseIdentifierTheBrokerUsesForAnotherIsNotLostByEviction() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").failing());
        rig.publish("test/a", 1, 1, big(1, 6000), false);
        rig.reconnect(true);
        one.succeeding();
        rig.publish("test/b", 1, 1, big(2, 3000), false);
        rig.publish("test/c", 1, 2, big(2, 6000), false);
        rig.advance(Duration.ofMinutes(5));
        assertThat(one.begun.stream().map(d -> d.message().topic()).toList())
                .containsExactlyInAnyOrder("test/a", "test/b", "test/c", "test/a");
    }

    /** What was evicted is left with the broker, and the count says nothing is. */
    @Test
    void whatIsEvictedIsCountedAsLeftWithTheBroker() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").failing());
        rig.publish("test/a", 1, 1, big(1, 6000), false);
        one.reaction = outcome -> {};
        rig.publish("test/b", 1, 2, big(2, 6000), false);
        assertThat(rig.acknowledged()).isEmpty();
        assertThat(rig.status().unacknowledged())
                .as("of two that the broker waits for an acknowledgement of")
                .isEqualTo(1);
        assertThat(rig.status().left()).as("leftWithBroker").isEqualTo(1);
    }

    /** Evicted messages stay in memory until the timer of their next attempt, and count as nothing. */
    @Test
    void whatIsEvictedTakesNoMemory() throws Exception {
        InboundRig rig = InboundRig.holding(false, 30_000);
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").failing());
        List<WeakReference<byte[]>> payloads = new ArrayList<>();
        for (int i = 1; i <= 10_000; i++) {
            byte[] payload = big(i, 1000);
            payloads.add(new WeakReference<>(payload));
            rig.publish("test/a", 1, i, payload, false);
            one.begun.clear();
            one.outcomes.clear();
        }
        rig.line.sent.clear();
        assertThat(rig.status().bytes()).isLessThanOrEqualTo(30_000);
        await().untilAsserted(() -> {
            System.gc();
            assertThat(payloads.stream().filter(p -> p.get() != null).count() * 1000)
                    .as("bytes of payloads in memory; maxHeldBytes is 30000")
                    .isLessThanOrEqualTo(60_000);
        });
    }

    /** A retained message that waits when its route is reloaded. */
    @Test
    void aRetainedMessageIsProcessedOncePerStart() {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        TestSubscriber old = rig.start(TestSubscriber.of("test/#"));
        rig.publish("test/x", 1, 1);
        rig.publishRetained("test/a", 2);
        rig.stop(old);
        rig.done(old, 0, true);
        rig.remove(old);
        TestSubscriber reloaded = rig.start(TestSubscriber.of("test/#").succeeding());
        rig.publishRetained("test/a", 3);
        assertThat(reloaded.ids())
                .as("retained messages of test/a, once per topic")
                .hasSize(1);
    }

    /** Suspended for a while: what was unclaimed at a clean session's other route. */
    @Test
    void persistentRemoveOfOneRouteAndReloadOfAnother() {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        TestSubscriber gone = rig.start(new TestSubscriber("gone", List.of(new Subscription("test/a", 2))));
        TestSubscriber b = rig.start(new TestSubscriber("B", List.of(new Subscription("test/a", 2))).succeeding());
        rig.publish("test/a", 2, 1);
        rig.publish("test/a", 2, 2);
        assertThat(b.ids()).containsExactly(1, 2);
        rig.stop(gone);
        rig.remove(gone);
        rig.stop(b);
        rig.remove(b);
        TestSubscriber reloaded =
                rig.start(new TestSubscriber("B", List.of(new Subscription("test/a", 2))).succeeding());
        assertThat(reloaded.ids())
                .as("QoS 2 messages that route B has completed before its reload")
                .isEmpty();
    }

    /** How long the starts of many routes with a filter each take, under the lock (1000: 58 s). */
    @Test
    void startsOfManyRoutesDoNotTakeCubicTime() {
        InboundRig rig = new InboundRig(false, false, InboundOptions.defaults(false), Integer.MAX_VALUE);
        rig.answers = false;
        rig.connect(false);
        long began = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            rig.start(TestSubscriber.of("plant/line/" + i + "/temperature"));
        }
        assertThat((System.nanoTime() - began) / 1_000_000)
                .as("ms for 500 starts")
                .isLessThan(2_000);
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
                .extracting(GivenUp::reason)
                .as("who failed with what was given up, for want of room")
                .isNotEmpty()
                .containsOnly(Reason.NO_ROOM);
        assertThat(rig.status().dropped()).as("QoS 0").isZero();
    }

    /** Nothing of it is in what health looks at. */
    @Test
    void whatWasLeftForItsNextAttemptAndTheBrokerHasForgottenIsToldOfAndCounted() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").failing());
        rig.publish("test/a", 1, 1, new byte[6_000], false);
        one.succeeding();
        rig.publish("test/b", 1, 2, new byte[6_000], false);
        rig.reconnect(false);

        assertThat(one.ids()).containsExactly(1, 2);
        assertThat(rig.told(GivenUp.class))
                .extracting(GivenUp::subscriber, GivenUp::attempts, GivenUp::reason)
                .containsExactly(tuple("test/#", 1, Reason.SESSION_LOST));
        assertThat(rig.tally.givenUp.sum()).isEqualTo(1);
        assertThat(rig.status().oldestAge()).isNull();
    }

    /** The topic of what is left with the broker stays here, and is not counted. */
    @Test
    void whatHasALongTopicIsNotLeftWithTheBrokerForItsNextAttempt() throws Exception {
        InboundRig rig = InboundRig.holding(false, 1_000_000);
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").failing());
        String tail = "x".repeat(60_000);
        for (int i = 1; i <= 500; i++) {
            rig.publish("test/" + i + tail, 1, i);
        }

        assertThat(one.begun.size()).isBetween(5, 20);
        assertThat(rig.status().left()).isEqualTo(500 - one.begun.size());
        assertThat(rig.status().bytes()).isLessThan(1_200_000);
    }

    @Test
    void whatIsSkippedDoesNotKeepWhatWasLeftFromBeingFetched() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        rig.start(TestSubscriber.of("test/slow"));
        TestSubscriber quick = rig.start(TestSubscriber.of("test/quick"));
        rig.publish("test/slow", 1, 1, new byte[7_500], false);
        rig.publish("test/quick", 1, 2, new byte[2_000], false);
        rig.publish("test/quick", 1, 3, new byte[1_000], false);
        rig.advance(Duration.ofSeconds(1));
        rig.publish("test/quick", 1, 4, new byte[10], false);
        rig.done(quick, 0, true);
        rig.done(quick, 1, true);
        for (int i = 0; i < 10; i++) {
            rig.deliver(new Packet.Oversized("test/large", 2_000_000L, 1, false, false, 100 + i));
            rig.advance(Duration.ofSeconds(20));
        }

        assertThat(rig.fetched).isNotEmpty();
    }

    @Test
    void healthSpeaksOfWhatFailsForEverInACleanSessionAfterAReconnect() {
        InboundRig rig = InboundRig.clean();
        rig.connect(false);
        rig.start(TestSubscriber.of("test/a").failing());
        rig.publish("test/a", 1, 1);
        rig.reconnect(false);
        rig.advance(Duration.ofMinutes(10));
        assertThat(rig.status().failing()).containsEntry("test/a", 1);
        assertThat(rig.status().oldestAge())
                .as("age of a message that has been unfinished for 10 min")
                .isNotNull();
    }

    /** The same in a persistent session that the broker has lost. */
    @Test
    void healthSpeaksOfWhatFailsForEverAfterTheSessionWasLost() {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        rig.start(TestSubscriber.of("test/a").failing());
        rig.publish("test/a", 1, 1);
        rig.reconnect(false);
        rig.advance(Duration.ofMinutes(10));
        assertThat(rig.status().failing()).containsEntry("test/a", 1);
        assertThat(rig.status().oldestAge())
                .as("age of a message that has been unfinished for 10 min")
                .isNotNull();
    }

    /** A broker that makes the link again when it is asked to, and sends again what has not been acknowledged. */
    private static final class Owed {
        private final InboundRig rig;
        private final Map<Integer, Packet.Publish> unacknowledged = new LinkedHashMap<>();

        Owed(InboundRig rig) {
            this.rig = rig;
        }

        void sent(String topic, int packetId, int size) {
            unacknowledged.put(packetId, new Packet.Publish(topic, big(packetId, size), 1, false, true, packetId));
        }

        void publish(String topic, int packetId, int size) {
            sent(topic, packetId, size);
            rig.publish(topic, 1, packetId, big(packetId, size), false);
        }

        void pass(Duration time) {
            for (long left = time.toSeconds(); left > 0; left--) {
                rig.advance(SECOND);
                if (!rig.fetched.isEmpty()) {
                    rig.fetched.clear();
                    rig.acknowledged()
                            .forEach(ack -> unacknowledged.remove(Integer.valueOf(ack.replace("PUBACK ", ""))));
                    rig.reconnect(true);
                    List.copyOf(unacknowledged.values()).forEach(rig::deliver);
                }
            }
        }
    }
}
