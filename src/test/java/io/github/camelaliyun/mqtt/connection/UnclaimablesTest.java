package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Unclaimed;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of messages that no subscriber takes. */
class UnclaimablesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InboundRig rig = InboundRig.persistent();

    @Test
    void anUnclaimedMessageWaitsForItsSubscriber() {
        rig.connect(true);
        rig.publish("test/p2p/GID_test@@@1", 1, 1);
        rig.advance(InboundRig.GRACE.minus(SECOND));
        assertThat(rig.status().held()).isEqualTo(1);
        assertThat(rig.acknowledged()).isEmpty();

        TestSubscriber late = rig.start(TestSubscriber.of("test/p2p/GID_test@@@1"));
        assertThat(late.ids()).containsExactly(1);
        assertThat(rig.status().held()).isZero();
        rig.advance(InboundRig.GRACE);
        assertThat(rig.acknowledged()).isEmpty();
        assertThat(rig.told(Unclaimed.class)).isEmpty();
        assertThat(rig.status().unclaimed()).isZero();
        rig.done(late, 0, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void afterTheGraceAnUnclaimedMessageIsAcknowledgedCountedAndTold() {
        rig.connect(true);
        rig.publish("test/nobody", 1, 1);
        rig.publish("test/nobody", 2, 2);
        rig.advance(InboundRig.GRACE);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 1", "PUBREC 2");
        assertThat(rig.status().held()).isZero();
        assertThat(rig.status().bytes()).isZero();
        assertThat(rig.status().unclaimed()).isEqualTo(2);
        assertThat(rig.told(Unclaimed.class)).containsExactly(new Unclaimed("test/nobody", 1, 1, true));
    }

    @Test
    void theOperatorIsToldOfUnclaimedMessagesOnceAMinute() {
        rig.connect(true);
        rig.advance(Duration.ofMinutes(2));
        for (int id = 1; id <= 3; id++) {
            rig.publish("test/nobody", 1, id);
            rig.advance(InboundRig.GRACE);
        }
        assertThat(rig.told(Unclaimed.class)).hasSize(1);

        rig.advance(Duration.ofSeconds(50));
        rig.publish("test/nobody", 1, 4);
        rig.advance(InboundRig.GRACE);
        assertThat(rig.told(Unclaimed.class)).hasSize(2);
        assertThat(rig.told(Unclaimed.class).get(1).total()).isEqualTo(4);
    }

    @Test
    void aSteadyFlowHasOneGraceAndNotOneForEachMessage() {
        rig.connect(true);
        for (int id = 1; id <= 20; id++) {
            rig.publish("test/nobody", 1, id);
            rig.advance(SECOND);
        }

        assertThat(rig.status().held()).isZero();
        assertThat(rig.acknowledged()).hasSize(20);
        rig.publish("test/nobody", 1, 21);
        assertThat(rig.acknowledged()).hasSize(21);
    }

    @Test
    void afterAQuietMinuteThereIsANewGrace() {
        rig.connect(true);
        rig.publish("test/nobody", 1, 1);
        rig.advance(Duration.ofSeconds(61));
        rig.publish("test/nobody", 1, 2);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        rig.advance(InboundRig.GRACE);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1", "PUBACK 2");
    }

    @Test
    void whenASubscriberGoesThereIsANewGrace() {
        rig.connect(true);
        TestSubscriber gone = rig.start(TestSubscriber.of("test/a"));
        for (int id = 1; id <= 20; id++) {
            rig.publish("test/nobody", 1, id);
            rig.advance(SECOND);
        }
        rig.remove(gone);
        rig.publish("test/a", 1, 21);
        rig.advance(InboundRig.GRACE.minus(SECOND));
        assertThat(rig.acknowledged()).hasSize(20);

        TestSubscriber next = rig.start(TestSubscriber.of("test/a"));
        assertThat(next.ids()).containsExactly(21);
    }

    @Test
    void whatARemovedSubscriberHadNotBegunGoesToTheNextOneInTheOrderOfArrival() {
        rig.connect(true);
        TestSubscriber gone = rig.start(TestSubscriber.of("test/a"));
        for (int id = 1; id <= 3; id++) {
            rig.publish("test/a", 1, id);
        }
        rig.remove(gone);
        rig.publish("test/a", 1, 4);

        TestSubscriber next = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.publish("test/a", 1, 5);
        assertThat(next.ids()).containsExactly(2, 3, 4, 5);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 2", "PUBACK 3", "PUBACK 4", "PUBACK 5");
        rig.done(gone, 0, true);
        assertThat(rig.acknowledged()).endsWith("PUBACK 1");
    }

    @Test
    void whatARemovedSubscriberFailsWithGoesToTheNextOne() {
        rig.connect(true);
        TestSubscriber gone = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.remove(gone);
        TestSubscriber next = rig.start(TestSubscriber.of("test/a").succeeding());
        assertThat(next.ids()).isEmpty();
        rig.done(gone, 0, false);
        rig.remove(next);

        TestSubscriber last = rig.start(TestSubscriber.of("test/a").succeeding());
        assertThat(last.ids()).containsExactly(1);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void whatARemovedSubscriberFailsWithGoesToTheOneThatWasDeclaredBefore() {
        rig.connect(true);
        TestSubscriber gone = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.remove(gone);
        TestSubscriber next = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.done(gone, 0, false);
        rig.advance(InboundRig.GRACE);

        assertThat(next.ids()).containsExactly(1);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void whatNobodyTakesOverIsAcknowledgedWithoutAWordIfOthersHaveHadIt() {
        rig.connect(true);
        TestSubscriber gone = rig.start(TestSubscriber.of("test/a"));
        TestSubscriber stays = rig.start(TestSubscriber.of("test/+"));
        rig.publish("test/a", 1, 1);
        rig.publish("test/a", 1, 2);
        rig.done(gone, 0, true);
        rig.done(gone, 1, false);
        rig.done(stays, 0, true);
        rig.done(stays, 1, true);
        rig.remove(gone);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");

        rig.advance(InboundRig.GRACE);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1", "PUBACK 2");
        assertThat(rig.told(Unclaimed.class)).isEmpty();
    }

    @Test
    void whatWasGivenBackAndNobodyWantsIsUnclaimedAfterTheGrace() {
        rig.connect(true);
        TestSubscriber gone = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.publish("test/a", 1, 2);
        rig.remove(gone);
        assertThat(rig.acknowledged()).isEmpty();
        rig.advance(InboundRig.GRACE);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 2");
        assertThat(rig.status().unclaimed()).isEqualTo(1);
    }

    @Test
    void qos0IsUnclaimedAtOnce() {
        rig.connect(true);
        rig.publish("test/nobody", 0, 0);

        assertThat(rig.status().unclaimed()).isEqualTo(1);
        assertThat(rig.status().held()).isZero();
        assertThat(rig.told(Unclaimed.class)).hasSize(1);
    }

    @Test
    void whatTheBrokerDeliversAgainIsNotHeldTwice() {
        rig.connect(true);
        rig.publish("test/nobody", 1, 1);
        rig.reconnect(true);
        assertThat(rig.status().held()).isZero();

        rig.publishAgain("test/nobody", 1, 1);
        assertThat(rig.status().held()).isEqualTo(1);
        TestSubscriber late = rig.start(TestSubscriber.of("test/nobody"));
        assertThat(late.ids()).containsExactly(1);
    }

    @Test
    void aPlaceForUnclaimedMessagesTakesThemAfterTheGrace() {
        List<Outcome> outcomes = new ArrayList<>();
        List<Integer> taken = new ArrayList<>();
        InboundRig sinking = InboundRig.unclaimedTo((message, outcome) -> {
            taken.add(message.packetId());
            outcomes.add(outcome);
        });
        sinking.connect(true);
        sinking.publish("test/nobody", 1, 1);
        sinking.publish("test/nobody", 1, 2);
        assertThat(taken).isEmpty();
        sinking.advance(InboundRig.GRACE);
        assertThat(taken).containsExactly(1);
        assertThat(sinking.acknowledged()).isEmpty();

        outcomes.get(0).done(true);
        sinking.run();
        assertThat(sinking.acknowledged()).containsExactly("PUBACK 1");
        outcomes.get(1).done(false);
        sinking.advance(SECOND);
        assertThat(taken).containsExactly(1, 2, 2);
        outcomes.get(2).done(true);
        sinking.run();
        assertThat(sinking.acknowledged()).containsExactly("PUBACK 1", "PUBACK 2");
        assertThat(sinking.status().unclaimed()).isEqualTo(2);
        assertThat(sinking.told(Unclaimed.class)).isEmpty();
    }
}
