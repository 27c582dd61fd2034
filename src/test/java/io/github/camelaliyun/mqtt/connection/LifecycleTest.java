package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.ConnectFailed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;
import io.github.camelaliyun.mqtt.connection.Lifecycle.Ending;
import io.github.camelaliyun.mqtt.connection.Lifecycle.Farewell;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class LifecycleTest {

    private final ManualTimer timer = new ManualTimer();
    private final Lifecycle lifecycle = new Lifecycle("GID_test@@@1", TestLinks.threads(timer));
    private final Link first = TestLinks.unconnected();
    private final Link second = TestLinks.unconnected();

    @Test
    void itIsOpenedOnceOnly() {
        assertThat(lifecycle.open()).isTrue();
        assertThat(lifecycle.open()).isFalse();
    }

    @Test
    void nothingIsAttemptedBeforeItIsOpened() {
        assertThat(lifecycle.connecting()).isZero();
    }

    @Test
    void oneAttemptIsMadeAtATime() {
        lifecycle.open();
        assertThat(lifecycle.connecting()).isPositive();
        assertThat(lifecycle.connecting()).isZero();
        assertThat(lifecycle.snapshot().state()).isEqualTo(ConnectionState.CONNECTING);
    }

    @Test
    void theFirstConnectTellsOfNoOutageAndTheSecondDoes() {
        assertThat(connect(first).outage()).isNull();
        lose(first, "lost", false);
        timer.advance(Duration.ofSeconds(7));
        long attempt = lifecycle.connecting();
        lifecycle.attach(attempt, second);

        Connected connected = lifecycle.connected(second, true).orElseThrow();
        assertThat(connected.sessionPresent()).isTrue();
        assertThat(connected.outage()).isEqualTo(Duration.ofSeconds(7));
        assertThat(lifecycle.snapshot().connects()).isEqualTo(2);
        assertThat(lifecycle.connectedLink()).isSameAs(second);
    }

    @Test
    void whatAnOldLinkReportsChangesNothing() {
        connect(first);
        lose(first, "lost", false);
        connect(second);

        assertThat(lifecycle.lost(first)).isFalse();
        assertThat(lifecycle.renew(first)).isFalse();
        assertThat(lifecycle.isPresent(first)).isFalse();
        assertThat(lifecycle.connected(first, false)).isEmpty();
        assertThat(lifecycle.connectedLink()).isSameAs(second);
    }

    @Test
    void whatAnOldAttemptReportsChangesNothing() {
        lifecycle.open();
        long old = lifecycle.connecting();
        lifecycle.failed(old, "refused");
        long present = lifecycle.connecting();

        assertThat(lifecycle.failed(old, "late")).isEmpty();
        assertThat(lifecycle.attach(old, first)).isFalse();
        assertThat(lifecycle.isConnecting(old)).isFalse();
        assertThat(lifecycle.isConnecting(present)).isTrue();
    }

    @Test
    void theEndOfALinkIsTakenOnce() {
        connect(first);

        assertThat(lifecycle.lost(first)).isTrue();
        assertThat(lifecycle.lost(first)).isFalse();
    }

    @Test
    void aFailedAttemptAndALostConnectionAreToldApart() {
        lifecycle.open();
        long attempt = lifecycle.connecting();
        lifecycle.attach(attempt, first);
        assertThat(lifecycle.failed(attempt, "refused").orElseThrow().event()).isInstanceOf(ConnectFailed.class);
        assertThat(lifecycle.snapshot().lastError()).isEqualTo("refused");

        connect(second);
        assertThat(lose(second, "reset", false).event()).isInstanceOf(Lost.class);
        assertThat(lifecycle.snapshot().lastError()).isEqualTo("reset");
    }

    @Test
    void anAttemptThatFailsBeforeThereIsALinkIsFollowedByAnother() {
        lifecycle.open();
        long attempt = lifecycle.connecting();

        assertThat(lifecycle.failed(attempt, "no credentials")).isPresent();
        assertThat(lifecycle.connecting()).isPositive().isNotEqualTo(attempt);
    }

    @Test
    void theWaitsGrowWhileConnectionsDoNotLast() {
        Duration last = Duration.ZERO;
        for (int i = 0; i < 4; i++) {
            Link link = TestLinks.unconnected();
            connect(link);
            Duration nextTry = lose(link, "closed", true).nextTry();
            // Each step doubles, and jitter takes a quarter at most.
            assertThat(nextTry).isGreaterThan(last);
            last = nextTry;
        }
        assertThat(last).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(10));
    }

    @Test
    void aCloseThatIsExplainedIsNoRivalAndNothingToWaitLongerFor() {
        for (int i = 0; i < 4; i++) {
            Link link = TestLinks.unconnected();
            connect(link);
            assertThat(lifecycle.lost(link)).isTrue();
            Ending ending = lifecycle.afterLoss("closed", true, true);
            assertThat(ending.nextTry()).isEqualTo(Backoff.FIRST);
            assertThat(ending.event()).isInstanceOf(Lost.class);
        }
    }

    @Test
    void aRivalIsNamedAsAPossibilityAndRemembered() {
        for (Link link : new Link[] {first, second}) {
            connect(link);
            lose(link, "closed", true);
        }
        Link third = TestLinks.unconnected();
        connect(third);

        assertThat(lose(third, "closed", true).event()).isInstanceOf(TakenOver.class);
        assertThat(lifecycle.snapshot().lastError())
                .startsWith("the server closed this connection 3 times in 0.0 s")
                .contains("possibly another client uses clientId GID_test@@@1");
    }

    @Test
    void aRenewalIsNoLossAndConnectsAgainAtOnce() {
        connect(first);
        assertThat(lifecycle.renew(first)).isTrue();

        assertThat(lifecycle.connectedLink()).isNull();
        assertThat(lifecycle.snapshot().lastError()).isNull();
        assertThat(lifecycle.lost(first)).isFalse();
        assertThat(lifecycle.connecting()).isPositive();
    }

    @Test
    void aConnectionThatRestsIsNotAttemptedUntilItIsOpenedAgain() {
        connect(first);
        lose(first, "reset", false);
        connect(second);

        assertThat(lifecycle.rest()).contains(new Farewell(second, true));
        assertThat(lifecycle.rest()).isEmpty();
        assertThat(lifecycle.isWanted()).isFalse();
        assertThat(lifecycle.lost(second)).isFalse();
        assertThat(lifecycle.connecting()).isZero();
        assertThat(lifecycle.snapshot().lastError()).isNull();
        assertThat(lifecycle.open()).isTrue();
        assertThat(lifecycle.isWanted()).isTrue();
        assertThat(lifecycle.connecting()).isPositive();
    }

    @Test
    void closingHandsOutTheLinkOnceAndEndsEverything() {
        connect(first);

        assertThat(lifecycle.closing()).contains(new Farewell(first, true));
        assertThat(lifecycle.closing()).isEmpty();
        assertThat(lifecycle.lost(first)).isFalse();
        lifecycle.closed();
        assertThat(lifecycle.connecting()).isZero();
        assertThat(lifecycle.open()).isFalse();
        assertThat(lifecycle.rest()).isEmpty();
    }

    @Test
    void anAttemptThatIsOvertakenByTheCloseIsNotWanted() {
        lifecycle.open();
        long attempt = lifecycle.connecting();
        lifecycle.closing();

        assertThat(lifecycle.attach(attempt, first)).isFalse();
    }

    private Connected connect(Link link) {
        lifecycle.open();
        long attempt = lifecycle.connecting();
        assertThat(attempt).isPositive();
        assertThat(lifecycle.attach(attempt, link)).isTrue();
        return lifecycle.connected(link, false).orElseThrow();
    }

    private Ending lose(Link link, String reason, boolean closedByServer) {
        assertThat(lifecycle.lost(link)).isTrue();
        return lifecycle.afterLoss(reason, closedByServer, false);
    }
}
