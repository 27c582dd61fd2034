package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes in at the end of the Camel context is neither begun nor given up, and what is in progress is awaited. */
class ContextEndTest {

    private final InboundRig rig = InboundRig.persistent();

    @Test
    void atTheEndOfTheContextNothingIsBegunGivenUpOrUnsubscribed() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").whenStopped(WhenStopped.DISCARD));
        rig.publishEach("test/a", 1, 2);
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
}
