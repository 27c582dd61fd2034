package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Where there is no memory for a moment a turn, or the timer of a retry, is lost; the subscriber gets its messages all the same. */
class LostTurnTest {

    private static final Runnable NO_MEMORY = () -> {
        throw new OutOfMemoryError("says the test");
    };
    private static final Runnable ENOUGH = () -> {};

    private final InboundRig rig = InboundRig.persistent();
    private final TestSubscriber subscriber = TestSubscriber.of("test/a");

    @BeforeEach
    void connect() {
        rig.connect(false);
        rig.start(subscriber);
    }

    @Test
    void aTurnThatCouldNotBeHandedOverIsBegunLater() {
        rig.onCallback = NO_MEMORY;
        catchThrowable(() -> rig.publish("test/a", 1, 1));
        rig.onCallback = ENOUGH;
        assertThat(subscriber.begun).isEmpty();
        rig.advance(Duration.ofSeconds(1));

        assertThat(subscriber.ids()).containsExactly(1);
        rig.done(subscriber, 0, true);
        rig.publish("test/a", 1, 2);
        assertThat(subscriber.ids()).containsExactly(1, 2);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void aTurnThatFoundNoMemoryToTakeItsMessageIsBegunLater() {
        rig.publish("test/a", 1, 1);
        rig.publish("test/a", 1, 2);
        rig.onClock = NO_MEMORY;
        catchThrowable(() -> rig.done(subscriber, 0, true));
        rig.onClock = ENOUGH;
        rig.advance(Duration.ofSeconds(1));

        assertThat(subscriber.ids()).containsExactly(1, 2);
    }

    @Test
    void aMessageWhoseTimerCouldNotBeSetIsTriedAgain() {
        rig.publish("test/a", 1, 1);
        rig.timer.onSchedule = NO_MEMORY;
        rig.done(subscriber, 0, false);
        rig.timer.onSchedule = ENOUGH;
        rig.advance(Duration.ofSeconds(2));

        assertThat(subscriber.ids()).containsExactly(1, 1);
        rig.done(subscriber, 1, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void aMessageThatFailedIsTriedAgainOnce() {
        rig.publish("test/a", 1, 1);
        rig.done(subscriber, 0, false);
        rig.advance(Duration.ofSeconds(10));

        assertThat(subscriber.ids()).containsExactly(1, 1);
    }
}
