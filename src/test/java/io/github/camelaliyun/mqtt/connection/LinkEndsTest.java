package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of messages whose link ends, by what the broker sends again on the next one. */
class LinkEndsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InboundRig rig = InboundRig.persistent();

    @Test
    void whatIsInProgressWhenTheLinkEndsIsAdoptedByItsCopy() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.reconnect(true);
        rig.publishAgain("test/a", 1, 1);
        assertThat(one.ids()).containsExactly(1);
        rig.done(one, 0, true);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(one.ids()).containsExactly(1);
        assertThat(rig.tally.received.sum()).isEqualTo(1);
    }

    @Test
    void whatEndedWhileTheLinkWasDownIsAcknowledgedWhenItsCopyComes() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.line.closeByServer();
        rig.done(one, 0, true);
        rig.connect(true);
        assertThat(rig.acknowledged()).isEmpty();
        rig.publishAgain("test/a", 1, 1);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        assertThat(one.ids()).containsExactly(1);
    }

    @Test
    void whatEndsBeforeItsCopyComesIsNotAcknowledgedUnderAnIdentifierThatTheLinkHasNotSeen() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1);
        rig.reconnect(true);
        rig.done(one, 0, true);
        assertThat(rig.acknowledged()).isEmpty();
        rig.publishAgain("test/a", 1, 1);

        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void anotherMessageUnderAnOldIdentifierIsNoCopy() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").concurrency(9));
        rig.publish("test/a", 1, 1);
        rig.publish("test/b", 1, 2);
        rig.reconnect(true);
        rig.publish("test/a", 1, 1);
        rig.publishAgain("test/c", 1, 2);

        assertThat(one.ids()).containsExactly(1, 2, 1, 2);
        rig.done(one, 0, true);
        rig.done(one, 1, true);
        assertThat(rig.acknowledged()).isEmpty();
        rig.done(one, 2, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }

    @Test
    void anIdentifierThatWasUsedAgainSinceIsNoCopyOfTheOldMessage() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").concurrency(9));
        rig.publish("test/a", 1, 1);
        rig.reconnect(true);
        // Sent again without DUP, as some brokers do: it cannot be told from a new one.
        rig.publish("test/a", 1, 1);
        rig.done(one, 0, true);
        rig.done(one, 1, true);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
        // A third one, equal to the others, whose first copy was lost with the link.
        rig.reconnect(true);
        rig.publishAgain("test/a", 1, 1);

        assertThat(one.ids()).containsExactly(1, 1, 1);
        assertThat(rig.acknowledged()).isEmpty();
    }

    @Test
    void whatTheBrokerDeliversAgainIsNotBegunWithHere() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publishEach("test/a", 1, 2);
        rig.line.closeByServer();
        rig.done(one, 0, true);
        assertThat(one.ids()).containsExactly(1);
        rig.connect(true);
        rig.advance(SECOND);
        assertThat(one.ids()).containsExactly(1);
        rig.publishAgain("test/a", 1, 2);

        assertThat(one.ids()).containsExactly(1, 2);
        assertThat(one.begun.get(1).redelivered()).isTrue();
    }

    @Test
    void whatTheBrokerHasForgottenIsProcessedHereAndNotAcknowledged() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publishEach("test/a", 1, 2);
        rig.reconnect(false);
        rig.done(one, 0, true);
        assertThat(one.ids()).containsExactly(1, 2);
        rig.done(one, 1, true);
        assertThat(rig.acknowledged()).isEmpty();
        assertThat(rig.status().bytes()).isZero();

        rig.publish("test/a", 1, 1);
        assertThat(one.ids()).containsExactly(1, 2, 1);
    }

    @Test
    void aCleanSessionProcessesWhatHasArrivedThoughItsLinkIsGone() {
        InboundRig clean = InboundRig.clean();
        clean.connect(false);
        TestSubscriber one = clean.start(TestSubscriber.of("test/a"));
        clean.publish("test/a", 1, 1);
        clean.publish("test/a", 1, 2);
        clean.line.closeByServer();
        clean.done(one, 0, true);
        assertThat(one.ids()).containsExactly(1, 2);
        clean.connect(false);
        clean.done(one, 1, true);

        assertThat(clean.acknowledged()).isEmpty();
    }

    @Test
    void whatARestingConnectionHasNotBegunIsLeftWithTheBroker() {
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.publishEach("test/a", 1, 2);
        rig.stop(one);
        rig.line.closeByServer();
        rig.inbound.rest();
        rig.done(one, 0, true);
        assertThat(rig.status().bytes()).isZero();
        assertThat(rig.status().stopped()).isEmpty();

        rig.startAgain(one);
        rig.connect(true);
        rig.publishAgain("test/a", 1, 1);
        rig.publishAgain("test/a", 1, 2);
        assertThat(one.ids()).containsExactly(1, 2);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1");
    }
}
