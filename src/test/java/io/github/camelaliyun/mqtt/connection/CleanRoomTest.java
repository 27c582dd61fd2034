package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** What happens in a clean session when more arrives than there is room for: the broker keeps nothing, so reading waits. */
class CleanRoomTest extends RoomRig {

    @Test
    void aCleanSessionPausesUntilThereIsRoom() {
        InboundRig clean = InboundRig.holding(true, BYTES);
        start(clean);
        fill(clean, 1, 7);
        assertThat(clean.line.paused).isTrue();
        assertThat(slow.begun).hasSize(6);
        for (int i = 0; i < 3; i++) {
            clean.advance(Duration.ofSeconds(1));
            clean.done(slow, i, true);
        }

        assertThat(clean.line.paused).isFalse();
        assertThat(slow.ids()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        clean.advance(Duration.ofMinutes(1));
        assertThat(clean.dropped).isEmpty();
    }

    @Test
    void aCleanSessionThatFindsNoRoomIsDroppedAndSaysWhy() {
        InboundRig clean = InboundRig.holding(true, BYTES);
        start(clean);
        fill(clean, 1, 7);
        clean.advance(MessageRoom.LONGEST_PAUSE.minusMillis(1));
        assertThat(clean.dropped).isEmpty();
        clean.advance(Duration.ofMillis(1));

        assertThat(clean.dropped).hasSize(1);
        assertThat(clean.dropped.get(0)).contains("maxHeldBytes 1000", "1200 bytes", "cleanSession=false");
    }

    /** A task of a timer may have begun to run when it is cancelled. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLimitOfAPauseThatHasEndedIsNoneOfTheNext(boolean cleanSession) {
        Duration limit = cleanSession ? MessageRoom.LONGEST_PAUSE : MessageRoom.PATIENCE;
        InboundRig one = InboundRig.holding(cleanSession, BYTES);
        one.timer.ignoresCancel = true;
        start(one);
        fill(one, 1, 6);
        one.advance(limit.minusMillis(1));
        for (int i = 0; i < 3; i++) {
            one.done(slow, i, true);
        }
        assertThat(one.line.paused).isFalse();
        fill(one, 7, 9);
        assertThat(one.line.paused).isTrue();
        one.advance(Duration.ofMillis(2));

        assertThat(one.line.paused).isTrue();
        assertThat(one.dropped).isEmpty();
    }

    @Test
    void nothingIsLeftWithABrokerThatKeepsNoSession() {
        InboundRig clean = InboundRig.clean();
        TestSubscriber taker =
                clean.start(TestSubscriber.of("test/a").concurrency(20_000).maxInProgress(20_000));
        clean.connect(false);
        for (int id = 1; id <= MessageRoom.MAX_MESSAGES + 2; id++) {
            clean.publish("test/a", 1, id);
        }

        assertThat(taker.begun).hasSize(MessageRoom.MAX_MESSAGES + 2);
        assertThat(clean.status().left()).isZero();
        assertThat(clean.line.paused).isFalse();
    }
}
