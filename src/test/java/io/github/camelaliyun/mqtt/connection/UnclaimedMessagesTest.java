package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static io.github.camelaliyun.mqtt.connection.InboundRig.big;
import static org.assertj.core.api.Assertions.assertThat;

/** A message that no route takes any more is unclaimed, or discarded, once, whatever becomes of its route and its link. */
class UnclaimedMessagesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

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
}
