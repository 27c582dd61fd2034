package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes between a trial and its end. */
class PublishTrialLimitsTest {

    private final WindowRig rig = WindowRig.persistent();

    @Test
    void aCloseAfterATokenConvictsNobody() {
        FakeOutlet link = tried("s");
        assertThat(rig.window.hold(link)).isTrue();
        assertThat(rig.closedByServer(link)).isFalse();
        assertThat(rig.outcome("s")).isEqualTo("none");

        link = rig.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo("s");
        assertThat(rig.closedByServer(link)).isTrue();
        assertThat(rig.outcome("s")).contains("sent alone");
    }

    @Test
    void aTokenThatASuspectBeginsInterruptsTheTrial() {
        suspect("s");
        FakeOutlet link = rig.linkUp();
        rig.gate = topic -> rig.window.hold(link);
        link.pong();
        assertThat(link.topics()).isEmpty();

        rig.gate = topic -> true;
        rig.window.release();
        link.pong();
        assertThat(link.topics()).isEqualTo("s");
    }

    @Test
    void aTokenDuringATrialIsUploadedAndWhatIsAcknowledgedMeanwhileCounts() {
        FakeOutlet link = tried("s");
        rig.publish("other", 1);
        rig.window.hold(link);
        rig.puback(link, "s");
        assertThat(link.topics()).isEmpty();
        rig.window.release();

        assertThat(rig.outcome("s")).isEqualTo("ok");
        assertThat(link.topics()).isEqualTo("other");
    }

    /** As where there is no memory: at the begin of a trial, when it is sent, and at the begin of a pause. */
    @Test
    void aTrialWithoutATimerHasItsLimitAllTheSame() {
        suspect("s");
        noTimer();
        rig.publish("slow", 1);
        FakeOutlet link = rig.linkUp();
        rig.publish("held", 1);
        assertThat(link.topics()).isEqualTo("slow");
        rig.advance(Duration.ofMillis(5_600));
        assertThat(link.topics()).isEqualTo("held");
        rig.puback(link, "slow");
        rig.puback(link, "held");
        rig.advance(Duration.ofMillis(1_600));

        link.pong();
        assertThat(link.topics()).isEqualTo("s");
        rig.publish("held too", 1);
        assertThat(link.topics()).isEmpty();
        rig.advance(Duration.ofMillis(5_600));
        assertThat(link.topics()).isEqualTo("held too");
    }

    @Test
    void aTrialEndsWhenWhatWasSentIsPastItsDeadline() {
        WindowRig hasty = new WindowRig(false, 100, Duration.ofSeconds(2));
        hasty.publish("s", 1);
        hasty.closedByServer(hasty.linkUp());
        hasty.closedByServer(hasty.linkUp());
        FakeOutlet link = hasty.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo("s");
        hasty.advance(Duration.ofMillis(1_600));
        hasty.publish("other", 1);
        assertThat(link.topics()).isEmpty();
        hasty.advance(Duration.ofSeconds(1));

        assertThat(hasty.outcome("s")).contains("was not acknowledged within 2 s");
        assertThat(link.topics()).isEqualTo("other");
    }

    /** It has no acknowledgement: it has arrived when the ping behind it is answered. */
    @Test
    void aPublishOfQos0IsTriedWithAPingBehindIt() {
        suspectQos0("q", "q");
        FakeOutlet link = rig.linkUp();
        rig.publish("q", 0);
        assertThat(link.topics()).isEmpty();
        link.pong();
        link.transmissions.get(0).onLeft();
        assertThat(link.topics()).isEqualTo("q");
        rig.publish("other", 1);
        assertThat(link.topics()).isEmpty();
        link.pong();

        assertThat(rig.outcomes.get("q")).hasSize(3).last().isNull();
        assertThat(link.topics()).isEqualTo("other");
        rig.publish("q", 0);
        assertThat(link.topics()).isEqualTo("q");
    }

    @Test
    void aPublishOfQos0ForWhichTheServerClosesAloneFailsAndSaysWhy() {
        suspectQos0("q/1", "q/2");
        FakeOutlet link = rig.linkUp();
        rig.publish("q/3", 0);
        link.pong();
        link.transmissions.get(0).onLeft();
        assertThat(rig.closedByServer(link)).isTrue();

        assertThat(rig.outcome("q/3"))
                .contains("publish to q/3 (QoS 0", "for another one like it, and again when it was sent alone: check");
    }

    @Test
    void aPublishOfQos0ThatDidNotLeaveIsNotConvicted() {
        suspectQos0("q", "q");
        FakeOutlet link = rig.linkUp();
        rig.publish("q", 0);
        link.pong();
        link.transmissions.get(0).onUnsent();
        assertThat(rig.closedByServer(link)).isFalse();

        link = rig.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo("q");
    }

    @Test
    void aSuspectThatDidNotLeaveIsNotConvicted() {
        suspect("s");
        FakeOutlet link = rig.linkUp();
        link.pong();
        link.transmissions.get(0).onUnsent();
        assertThat(rig.closedByServer(link)).isFalse();
        assertThat(rig.outcome("s")).isEqualTo("none");

        link = rig.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo("s");
    }

    @Test
    void aPublishOfQos0WhosePingIsNotAnsweredHasLeft() {
        suspectQos0("q", "q");
        FakeOutlet link = rig.linkUp();
        rig.publish("q", 0);
        link.pong();
        link.transmissions.get(0).onLeft();
        rig.advance(Duration.ofMillis(5_100));

        assertThat(rig.outcomes.get("q")).hasSize(3).last().isNull();
        assertThat(rig.window.inFlight()).isZero();
    }

    @Test
    void closesAfterDifferentTopicsOfQos0SuspectNone() {
        suspectQos0("a", "b");
        FakeOutlet link = rig.linkUp();
        rig.publish("a", 0);
        rig.publish("b", 0);

        assertThat(link.topics()).isEqualTo("a b");
    }

    /** Each time it is sent right before a trial for which the server closes. */
    @Test
    void aCloseThatATrialExplainsSuspectsNoneOfQos0() {
        for (String topic : new String[] {"s/1", "t/1"}) {
            rig.publish(topic, 1);
        }
        rig.closedByServer(rig.linkUp());
        rig.closedByServer(rig.linkUp());
        for (int i = 0; i < 2; i++) {
            rig.publish("q", 0);
            FakeOutlet link = rig.linkUp();
            link.transmissions.get(0).onLeft();
            link.pong();
            assertThat(rig.closedByServer(link)).isTrue();
        }
        FakeOutlet link = rig.linkUp();
        rig.publish("q", 0);

        assertThat(link.topics()).isEqualTo("q");
    }

    private void noTimer() {
        rig.timer.onSchedule = () -> {
            if (isForATrial()) {
                throw new OutOfMemoryError("says the test");
            }
        };
    }

    private static boolean isForATrial() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(Trials.class.getName())
                        && frame.getMethodName().contains("enter")));
    }

    private FakeOutlet tried(String topic) {
        suspect(topic);
        FakeOutlet link = rig.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo(topic);
        return link;
    }

    private void suspect(String topic) {
        rig.publish(topic, 1);
        rig.closedByServer(rig.linkUp());
        rig.closedByServer(rig.linkUp());
    }

    private void suspectQos0(String first, String second) {
        for (String topic : new String[] {first, second}) {
            FakeOutlet link = rig.linkUp();
            rig.publish(topic, 0);
            link.transmissions.get(0).onLeft();
            rig.closedByServer(link);
        }
    }
}
