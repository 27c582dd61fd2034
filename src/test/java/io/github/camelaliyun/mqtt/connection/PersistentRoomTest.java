package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Dropped;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** What happens in a persistent session when more arrives than there is room for: it is left with the broker. */
class PersistentRoomTest extends RoomRig {

    private static final Duration MOMENT = MessageRoom.PATIENCE.plusMillis(1);

    @Test
    void readingWaitsForRoomAMomentWhileTheRoutesTakeMore() {
        start(rig);
        fill(1, 6);
        assertThat(rig.line.paused).isTrue();
        fill(7, 7);
        assertThat(slow.begun).hasSize(6);
        for (int i = 0; i < 2; i++) {
            rig.done(slow, i, true);
            assertThat(rig.line.paused).isTrue();
        }
        rig.done(slow, 2, true);

        assertThat(rig.line.paused).isFalse();
        assertThat(slow.ids()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.fetched).isEmpty();
    }

    @Test
    void whatIsOverTheBoundIsLeftAndFetchedOnceThereIsRoom() {
        start(rig);
        fill(1, 8);
        rig.advance(MOMENT);
        assertThat(rig.line.paused).isFalse();
        assertThat(slow.begun).hasSize(6);
        assertThat(rig.status().left()).isEqualTo(2);
        assertThat(rig.status().bytes()).isEqualTo(6 * 200);

        for (int i = 0; i < 3; i++) {
            rig.done(slow, i, true);
        }
        assertThat(rig.fetched).isEmpty();
        rig.done(slow, 3, true);
        assertThat(rig.fetched).containsExactly(2);
        rig.done(slow, 4, true);
        assertThat(rig.fetched).containsExactly(2);

        rig.reconnect(true);
        for (int id = 6; id <= 8; id++) {
            rig.publish("test/a", 1, id, PAYLOAD, true);
        }
        assertThat(slow.ids()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(rig.status().left()).isZero();
    }

    @Test
    void aRouteThatGetsThroughMessagesIsWaitedForAndNothingIsLeft() {
        start(rig);
        fill(1, 8);
        rig.done(slow, 0, true);
        rig.done(slow, 1, true);
        rig.advance(MOMENT);
        assertThat(rig.line.paused).isTrue();
        rig.done(slow, 2, true);

        assertThat(rig.status().left()).isZero();
        assertThat(rig.fetched).isEmpty();
        assertThat(slow.ids()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void aRouteThatGetsThroughMessagesIsNotWaitedForWhileAnAnswerIsExpected() {
        start(rig);
        fill(1, 8);
        rig.done(slow, 0, true);
        rig.done(slow, 1, true);
        rig.expectsAnswer = true;
        rig.advance(MOMENT);

        assertThat(rig.line.paused).isFalse();
        assertThat(rig.status().left()).isPositive();
    }

    @Test
    void onceAMessageWasLeftTheLaterOnesAreToo() {
        start(rig);
        fill(1, 7);
        rig.advance(MOMENT);
        for (int i = 0; i < 3; i++) {
            rig.done(slow, i, true);
        }
        fill(8, 8);
        fill(7, 7);

        assertThat(slow.begun).hasSize(6);
        assertThat(rig.status().left()).isEqualTo(2);
    }

    @Test
    void readingWaitsForRoomOnceAndNotForEachMessage() {
        start(rig);
        fill(1, 7);
        rig.advance(MOMENT);
        fill(8, 8);

        assertThat(rig.line.paused).isFalse();
    }

    @Test
    void readingDoesNotWaitWhenAnAnswerIsExpected() {
        start(rig);
        rig.expectsAnswer = true;
        fill(1, 7);

        assertThat(rig.line.paused).isFalse();
        assertThat(rig.status().left()).isEqualTo(2);
    }

    @Test
    void theNumberOfMessagesIsBoundedToo() {
        InboundRig many = InboundRig.persistent();
        TestSubscriber taker =
                many.start(TestSubscriber.of("test/a").concurrency(20_000).maxInProgress(20_000));
        many.connect(true);
        many.expectsAnswer = true;
        for (int id = 1; id <= MessageRoom.MAX_MESSAGES + 2; id++) {
            many.publish("test/a", 1, id);
        }
        assertThat(taker.begun).hasSize(MessageRoom.MAX_MESSAGES);
        assertThat(many.status().left()).isEqualTo(2);

        many.publish("test/a", 0, 0);
        assertThat(taker.begun).hasSize(MessageRoom.MAX_MESSAGES + 1);
    }

    @Test
    void oneMessageMayBeLargerThanTheBound() {
        start(rig);
        rig.publish("test/a", 1, 1, new byte[5_000], false);
        assertThat(slow.ids()).containsExactly(1);
        rig.done(slow, 0, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void qos0OverTheBoundIsDroppedCountedAndToldOfAtPowersOfTwo() {
        start(rig);
        fill(1, 5);
        for (int i = 0; i < 5; i++) {
            rig.publish("test/a", 0, 0, PAYLOAD, false);
        }

        assertThat(slow.begun).hasSize(5);
        assertThat(rig.status().dropped()).isEqualTo(5);
        assertThat(rig.told(Dropped.class)).extracting(Dropped::total).containsExactly(1L, 2L, 4L);
        assertThat(rig.line.paused).isFalse();
    }

    @Test
    void messagesThatOnlyWaitForTheirNextAttemptMakeRoomForOthersAndAreFetchedLater() {
        start(rig);
        slow.failing();
        fill(1, 5);
        slow.succeeding();
        fill(6, 6);
        assertThat(slow.ids()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(rig.line.paused).isFalse();
        assertThat(rig.acknowledged()).containsExactly("PUBACK 6");

        rig.advance(Duration.ofSeconds(29));
        assertThat(slow.ids()).containsExactly(1, 2, 3, 4, 5, 6, 2, 3, 4, 5);
        assertThat(rig.fetched).isEmpty();
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.fetched).containsExactly(1);
    }

    @Test
    void aStoppedSubscriberHoldsItsPartAloneAndTheRestIsLeftWithTheBroker() {
        start(rig);
        TestSubscriber stopped = rig.start(TestSubscriber.of("test/b").succeeding());
        rig.stop(stopped);
        for (int id = 11; id <= 18; id++) {
            rig.publish("test/b", 1, id, PAYLOAD, false);
        }
        assertThat(rig.status().stopped()).containsEntry("test/b", 8);
        assertThat(rig.status().bytes()).isEqualTo(200);
        slow.succeeding();
        fill(1, 9);
        assertThat(slow.begun).hasSize(9);
        assertThat(rig.fetched).isEmpty();

        rig.startAgain(stopped);
        assertThat(rig.fetched).containsExactly(7);
        assertThat(stopped.ids()).containsExactly(11);
        rig.reconnect(true);
        for (int id = 12; id <= 18; id++) {
            rig.publish("test/b", 1, id, PAYLOAD, true);
        }
        assertThat(stopped.ids()).containsExactly(11, 12, 13, 14, 15, 16, 17, 18);
    }

    @Test
    void whatWasLeftForASubscriberThatGoesIsFetched() {
        start(rig);
        TestSubscriber stopped = rig.start(TestSubscriber.of("test/b"));
        rig.stop(stopped);
        for (int id = 11; id <= 15; id++) {
            rig.publish("test/b", 1, id, PAYLOAD, false);
        }
        rig.remove(stopped);

        assertThat(rig.fetched).containsExactly(4);
    }

    @Test
    void whatComesUntilWhatWasLeftIsFetchedDoesNotOvertakeIt() {
        start(rig);
        TestSubscriber stopped = rig.start(TestSubscriber.of("test/b").succeeding());
        rig.stop(stopped);
        rig.publish("test/b", 1, 11, PAYLOAD, false);
        rig.publish("test/b", 1, 12, PAYLOAD, false);
        rig.startAgain(stopped);
        assertThat(rig.fetched).containsExactly(1);
        rig.publish("test/b", 1, 13, PAYLOAD, false);
        assertThat(stopped.ids()).containsExactly(11);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 11");

        rig.reconnect(true);
        rig.publish("test/b", 1, 12, PAYLOAD, true);
        rig.publish("test/b", 1, 13, PAYLOAD, true);
        assertThat(stopped.ids()).containsExactly(11, 12, 13);
    }

    @Test
    void whatComesWhenThereIsRoomAgainDoesNotOvertakeWhatWasLeftForAStoppedRoute() {
        start(rig);
        rig.publish("test/a", 1, 1, PAYLOAD, false);
        TestSubscriber stopped = rig.start(TestSubscriber.of("test/b").succeeding());
        rig.stop(stopped);
        rig.publish("test/b", 1, 11, PAYLOAD, false);
        rig.publish("test/b", 1, 12, PAYLOAD, false);
        int last = slow.begun.size() - 1;
        rig.done(slow, last, true);
        rig.publish("test/b", 1, 13, PAYLOAD, false);
        rig.startAgain(stopped);

        assertThat(stopped.ids()).doesNotContain(13);
    }

    @Test
    void whatComesUntilWhatWasLeftForAReloadedRouteIsFetchedDoesNotOvertakeIt() {
        start(rig);
        TestSubscriber old = rig.start(TestSubscriber.of("test/b"));
        rig.stop(old);
        rig.publish("test/b", 1, 11, PAYLOAD, false);
        rig.publish("test/b", 1, 12, PAYLOAD, false);
        rig.remove(old);
        TestSubscriber next = rig.start(TestSubscriber.of("test/b").succeeding());
        rig.publish("test/b", 1, 13, PAYLOAD, false);

        assertThat(next.ids()).containsExactly(11);
        assertThat(rig.fetched).containsExactly(1);
    }
}
