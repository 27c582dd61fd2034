package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.IntStream;

import static io.github.camelaliyun.mqtt.connection.WindowRig.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

/** A publish that makes the server close the connection, among others that do not. */
class PublishTrialsTest {

    private final WindowRig rig = WindowRig.persistent();

    @Test
    void aPublishIsSuspectedAtTheSecondCloseSoonAfterItWasSent() {
        rig.publish("a", 1);
        FakeOutlet first = rig.linkUp();
        assertThat(rig.closedByServer(first)).isFalse();
        FakeOutlet second = rig.linkUp();
        assertThat(second.topics()).isEqualTo("a");
        assertThat(rig.closedByServer(second)).isFalse();

        FakeOutlet third = rig.linkUp();

        assertThat(third.topics()).isEmpty();
        assertThat(third.pings).hasSize(1);
        third.pong();
        assertThat(third.topics()).isEqualTo("a");
    }

    @Test
    void lossesThatTheServerDidNotCauseDoNotCount() {
        rig.publish("a", 1);
        rig.lost(rig.linkUp());
        rig.closedByServer(rig.linkUp());
        rig.lost(rig.linkUp());

        assertThat(rig.linkUp().topics()).isEqualTo("a");
    }

    @Test
    void closesThatComeLateDoNotCount() {
        rig.publish("a", 1);
        rig.closedByServer(rig.linkUp());
        FakeOutlet second = rig.linkUp();
        rig.advance(Duration.ofMillis(5_100));
        rig.closedByServer(second);

        assertThat(rig.linkUp().topics()).isEqualTo("a");
    }

    @Test
    void whatTheServerClosesForWhenItIsSentAloneFails() {
        suspect(1);
        FakeOutlet link = rig.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo("s1");

        assertThat(rig.closedByServer(link)).isTrue();

        assertThat(rig.outcome("s1"))
                .contains("publish to s1", "QoS 1", "3 bytes", "twice", "again when it was sent alone")
                .contains("parent topic", "may publish", "size");
        assertThat(rig.ids.inUse()).isZero();
        assertThat(rig.linkUp().sent).isEmpty();
    }

    @Test
    void aSubscriptionThatTheServerMayCloseForIsAnsweredBeforeALinkIsProven() {
        suspect(1);
        FakeOutlet link = new FakeOutlet();
        link.expectsAnswer = true;
        rig.window.linkUp(link);
        assertThat(link.pings).isEmpty();

        link.expectsAnswer = false;
        rig.window.sendBetween(() -> {});

        assertThat(link.pings).hasSize(1);
        link.pong();
        assertThat(link.topics()).isEqualTo("s1");
    }

    @Test
    void suspectsAreTriedInHalvesUntilOneIsAlone() {
        suspect(5);
        FakeOutlet link = rig.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo("s1 s2 s3");
        assertThat(rig.closedByServer(link)).isTrue();
        link = rig.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo("s1 s2");
        rig.puback(link, "s1");
        assertThat(link.topics()).isEmpty();
        assertThat(rig.closedByServer(link)).isTrue();

        // The first has been acknowledged, so it is the other; but it was not alone yet.
        assertThat(rig.outcome("s2")).isEqualTo("none");
        link = rig.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo("s2");
        assertThat(rig.closedByServer(link)).isTrue();

        assertThat(rig.outcome("s2")).contains("sent alone");
        link = rig.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo("s3 s4");
        rig.puback(link, "s3");
        rig.puback(link, "s4");
        link.pong();
        assertThat(link.topics()).isEqualTo("s5");
        rig.puback(link, "s5");
        rig.publish("new", 1);
        assertThat(link.topics()).isEqualTo("new");
        assertThat(link.pings).isEmpty();
        assertThat(rig.outcome("s5")).isEqualTo("ok");
    }

    @Test
    void theOthersGoOutFirstAndAreAcknowledgedBeforeATrial() {
        suspect(1);
        rig.publish("a", 1);
        rig.publish("b", 1);
        FakeOutlet link = rig.linkUp();
        rig.publish("held", 1);
        assertThat(link.topics()).isEqualTo("a b");
        assertThat(link.pings).isEmpty();

        rig.puback(link, "a");
        assertThat(link.pings).isEmpty();
        rig.puback(link, "b");
        link.pong();
        assertThat(link.topics()).isEqualTo("s1");
        rig.publish("held too", 1);
        assertThat(link.topics()).isEmpty();
        rig.puback(link, "s1");

        assertThat(link.topics()).isEqualTo("held held too");
    }

    @Test
    void aTrialThatFindsNoQuietLetsTheOthersGoOn() {
        suspect(1);
        rig.publish("slow", 1);
        FakeOutlet link = rig.linkUp();
        rig.publish("held", 1);
        rig.advance(Duration.ofMillis(4_900));
        assertThat(link.topics()).isEqualTo("slow");

        rig.advance(Duration.ofMillis(200));
        assertThat(link.topics()).isEqualTo("held");
        rig.publish("free", 1);
        assertThat(link.topics()).isEqualTo("free");
        rig.advance(Duration.ofSeconds(1));
        rig.publish("held again", 1);
        assertThat(link.topics()).isEmpty();

        rig.puback(link, "slow");
        rig.puback(link, "held");
        rig.puback(link, "free");
        link.pong();
        assertThat(link.topics()).isEqualTo("s1");
    }

    @Test
    void anUnansweredPingLetsTheOthersGoOn() {
        suspect(1);
        FakeOutlet link = rig.linkUp();
        rig.publish("held", 1);
        rig.advance(Duration.ofMillis(5_100));

        assertThat(link.topics()).isEqualTo("held");
        link.pong();
        assertThat(link.topics()).isEmpty();
    }

    @Test
    void aTrialThatIsNotAnsweredEndsTheSuspicion() {
        suspect(1);
        FakeOutlet link = rig.linkUp();
        link.pong();
        rig.publish("held", 1);
        assertThat(link.topics()).isEqualTo("s1");

        rig.advance(Duration.ofMillis(5_100));

        assertThat(link.topics()).isEqualTo("held");
        assertThat(rig.outcome("s1")).isEqualTo("none");
        rig.closedByServer(link);
        assertThat(rig.linkUp().topics()).isEqualTo("s1 held");
    }

    @Test
    void aLinkThatIsLostDuringATrialSaysNothing() {
        suspect(3);
        FakeOutlet link = rig.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo("s1 s2");
        assertThat(rig.lost(link)).isFalse();

        link = rig.linkUp();
        link.pong();
        assertThat(link.topics()).isEqualTo("s1 s2");
        assertThat(rig.outcomes).isEmpty();
    }

    @Test
    void aCloseBeforeTheTrialIsOutConvictsNobody() {
        suspect(1);
        FakeOutlet link = rig.linkUp();
        assertThat(rig.closedByServer(link)).isFalse();
        assertThat(rig.outcomes).isEmpty();
    }

    @Test
    void aSuspectThatIsNotTriedInTimeFailsAsOne() {
        suspect(1);
        rig.advance(TIMEOUT.plusSeconds(1));

        assertThat(rig.outcome("s1"))
                .contains("was not sent: it is suspected of making the server close the connection GID_test@@@1")
                .contains(
                        "(2 closes soon after it was sent), and its turn to be sent alone did not come within 30 s: check"
                                + " that its parent topic exists, that this client may publish to the topic, and the size");
    }

    @Test
    void otherPacketsWaitForTheEndOfATrialThatIsOut() {
        suspect(1);
        FakeOutlet link = rig.linkUp();
        link.pong();
        assertThat(rig.window.sendBetween(() -> link.send(Packet.PINGREQ, null)))
                .isTrue();
        assertThat(link.sent).hasSize(1);

        rig.puback(link, "s1");

        assertThat(link.sent.get(1)).isEqualTo(Packet.PINGREQ);
    }

    @Test
    void whileATokenIsRenewedThereIsNoTrial() {
        suspect(1);
        FakeOutlet link = rig.linkUp();
        rig.window.hold(link);
        link.pong();
        rig.advance(Duration.ofSeconds(2));
        assertThat(link.sent).isEmpty();

        rig.window.release();

        link.pong();
        assertThat(link.topics()).isEqualTo("s1");
    }

    @Test
    void qos2IsTriedTooAndKeepsItsIdentifierOutOfUse() {
        rig.publish("s", 2);
        rig.closedByServer(rig.linkUp());
        rig.closedByServer(rig.linkUp());
        FakeOutlet link = rig.linkUp();
        link.pong();
        assertThat(link.publish(0).duplicate()).isTrue();
        assertThat(rig.closedByServer(link)).isTrue();

        assertThat(rig.outcome("s")).contains("QoS 2", "sent alone");
        assertThat(rig.ids.inUse()).isEqualTo(1);
        rig.window.sessionGone();
        assertThat(rig.ids.inUse()).isZero();
    }

    /** Makes suspects of publishes to s1, s2 and so on. */
    private void suspect(int count) {
        IntStream.rangeClosed(1, count).forEach(i -> rig.publish("s" + i, 1));
        rig.closedByServer(rig.linkUp());
        rig.closedByServer(rig.linkUp());
    }
}
