package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A route that is suspended or reloaded gets what it has not completed, and nothing else again. */
class ReloadedRoutesTest {

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
}
