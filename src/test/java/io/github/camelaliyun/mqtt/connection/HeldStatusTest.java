package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Fate;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static io.github.camelaliyun.mqtt.connection.InboundRig.big;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What health and the counts say of messages that are held, left with the broker or given up. */
class HeldStatusTest {

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
                .extracting(GivenUp::subscriber, GivenUp::attempts, GivenUp::fate)
                .containsExactly(tuple("test/#", 1, Fate.SESSION_LOST));
        assertThat(rig.tally.givenUp.sum()).isEqualTo(1);
        assertThat(rig.status().oldestAge()).isNull();
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
}
