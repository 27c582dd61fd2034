package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.ConnectFailed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LifecycleTest {

    private static final ConnectionOptions OPTIONS =
            ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "GID_test@@@1").build();

    private final ManualTimer timer = new ManualTimer();
    private final Lifecycle lifecycle = new Lifecycle(OPTIONS, TestLinks.threads(timer));
    private final Link first = TestLinks.unconnected();
    private final Link second = TestLinks.unconnected();

    @Test
    void itIsOpenedOnceOnly() {
        assertThat(lifecycle.open()).isPositive();
        assertThat(lifecycle.open()).isZero();
    }

    @Test
    void nothingIsAttemptedBeforeItIsOpened() {
        assertThat(lifecycle.connecting(0)).isZero();
    }

    /** As where there is no memory. */
    @Test
    void aClockThatFailsChangesNothing() {
        boolean[] fails = new boolean[1];
        Lifecycle failing = new Lifecycle(
                OPTIONS,
                new ConnectionThreads(
                        null,
                        timer,
                        Runnable::run,
                        Runnable::run,
                        timer::nanoTime,
                        () -> {
                            if (fails[0]) {
                                throw new OutOfMemoryError("says the test");
                            }
                            return Instant.EPOCH;
                        },
                        new Random(1)));
        long turn = failing.open();
        fails[0] = true;
        assertThatThrownBy(() -> failing.connecting(turn)).isInstanceOf(OutOfMemoryError.class);
        fails[0] = false;
        assertThat(failing.snapshot().state()).isEqualTo(ConnectionState.DISCONNECTED);
        long attempt = failing.connecting(turn);
        failing.attach(attempt, first);
        failing.connected(first, false);

        fails[0] = true;
        assertThatThrownBy(() -> failing.lost(first)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> failing.renew(first)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(failing::rest).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(failing::closing).isInstanceOf(OutOfMemoryError.class);
        fails[0] = false;
        assertThat(failing.connectedLink()).isSameAs(first);
        assertThat(failing.lost(first)).isTrue();
    }

    @Test
    void oneAttemptIsMadeAtATime() {
        long turn = lifecycle.open();
        assertThat(lifecycle.connecting(turn)).isPositive();
        assertThat(lifecycle.connecting(turn)).isZero();
        assertThat(lifecycle.snapshot().state()).isEqualTo(ConnectionState.CONNECTING);
    }

    @Test
    void theFirstConnectTellsOfNoOutageAndTheSecondDoes() {
        assertThat(connect(first).outage()).isNull();
        long turn = lose(first, "lost", false).turn();
        timer.advance(Duration.ofSeconds(7));
        long attempt = lifecycle.connecting(turn);
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
        connect(second, lose(first, "lost", false).turn());

        assertThat(lifecycle.lost(first)).isFalse();
        assertThat(lifecycle.renew(first)).isZero();
        assertThat(lifecycle.isPresent(first)).isFalse();
        assertThat(lifecycle.connected(first, false)).isEmpty();
        assertThat(lifecycle.connectedLink()).isSameAs(second);
    }

    @Test
    void whatAnOldAttemptReportsChangesNothing() {
        long old = lifecycle.connecting(lifecycle.open());
        long turn = lifecycle.failed(old, "refused").orElseThrow().turn();
        long present = lifecycle.connecting(turn);

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
        long attempt = lifecycle.connecting(lifecycle.open());
        lifecycle.attach(attempt, first);
        Ending failed = lifecycle.failed(attempt, "refused").orElseThrow();
        assertThat(failed.event()).isInstanceOf(ConnectFailed.class);
        assertThat(lifecycle.snapshot().lastError()).isEqualTo("refused");

        connect(second, failed.turn());
        assertThat(lose(second, "reset", false).event()).isInstanceOf(Lost.class);
        assertThat(lifecycle.snapshot().lastError()).isEqualTo("reset");
    }

    @Test
    void anAttemptThatFailsBeforeThereIsALinkIsFollowedByAnother() {
        long attempt = lifecycle.connecting(lifecycle.open());

        Ending failed = lifecycle.failed(attempt, "no credentials").orElseThrow();
        assertThat(lifecycle.connecting(failed.turn())).isPositive().isNotEqualTo(attempt);
    }

    @Test
    void aTurnIsLostWithTheNextChange() {
        long old = lifecycle.open();
        lifecycle.rest();
        long turn = lifecycle.open();
        assertThat(lifecycle.connecting(old)).isZero();

        long attempt = lifecycle.connecting(turn);
        lifecycle.failed(attempt, "refused");
        assertThat(lifecycle.connecting(turn)).as("before the wait is over").isZero();
    }

    @Test
    void theWaitsGrowWhileConnectionsDoNotLast() {
        Duration last = Duration.ZERO;
        long turn = lifecycle.open();
        for (int i = 0; i < 4; i++) {
            Link link = TestLinks.unconnected();
            connect(link, turn);
            Ending ending = lose(link, "closed", true);
            turn = ending.turn();
            Duration nextTry = ending.nextTry();
            // Each step doubles, and jitter takes a quarter at most.
            assertThat(nextTry).isGreaterThan(last);
            last = nextTry;
        }
        assertThat(last).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(10));
    }

    @Test
    void aCloseThatIsExplainedIsNoRivalAndNothingToWaitLongerFor() {
        long turn = lifecycle.open();
        for (int i = 0; i < 4; i++) {
            Link link = TestLinks.unconnected();
            connect(link, turn);
            assertThat(lifecycle.lost(link)).isTrue();
            Ending ending = lifecycle.afterLoss("closed", true, new LinkEnd(true, null, List.of()));
            turn = ending.turn();
            assertThat(ending.nextTry()).isBetween(Duration.ofMillis(750), Duration.ofMillis(1_250));
            assertThat(ending.event()).isInstanceOf(Lost.class);
        }
    }

    @Test
    void anErrorFromBeforeAConnectionIsNotWhyThereIsNoneAfterIt() {
        long turn = lifecycle.open();
        connect(first, turn);
        turn = lose(first, "closed", true).turn();
        connect(second, turn);
        assertThat(lifecycle.snapshot().lastError()).isEqualTo("closed");

        turn = lifecycle.renew(second);
        assertThat(lifecycle.snapshot().lastError()).isNull();
        connect(first, turn);
        turn = lose(first, "closed", true).turn();
        connect(second, turn);
        assertThat(lifecycle.lost(second)).isTrue();
        assertThat(lifecycle.snapshot().lastError()).isNull();
    }

    @Test
    void aRivalIsNamedAsAPossibilityAndRemembered() {
        long turn = lifecycle.open();
        for (Link link : new Link[] {first, second}) {
            connect(link, turn);
            turn = lose(link, "closed", true).turn();
        }
        Link third = TestLinks.unconnected();
        connect(third, turn);

        assertThat(lose(third, "closed", true).event()).isInstanceOf(TakenOver.class);
        assertThat(lifecycle.snapshot().lastError())
                .startsWith("the server closed this connection 3 times in 0.0 s")
                .contains("possibly another client uses clientId GID_test@@@1");
    }

    @Test
    void aRenewalIsNoLossAndConnectsAgainAtOnce() {
        connect(first);
        long turn = lifecycle.renew(first);

        assertThat(lifecycle.connectedLink()).isNull();
        assertThat(lifecycle.snapshot().lastError()).isNull();
        assertThat(lifecycle.lost(first)).isFalse();
        assertThat(lifecycle.connecting(turn)).isPositive();
    }

    @Test
    void aConnectionThatRestsIsNotAttemptedUntilItIsOpenedAgain() {
        connect(first);
        long turn = lose(first, "reset", false).turn();
        connect(second, turn);

        assertThat(lifecycle.rest()).contains(new Farewell(second, true));
        assertThat(lifecycle.rest()).isEmpty();
        assertThat(lifecycle.isWanted()).isFalse();
        assertThat(lifecycle.lost(second)).isFalse();
        assertThat(lifecycle.connecting(turn)).isZero();
        assertThat(lifecycle.snapshot().lastError()).isNull();
        long again = lifecycle.open();
        assertThat(lifecycle.isWanted()).isTrue();
        assertThat(lifecycle.connecting(again)).isPositive();
    }

    @Test
    void closingHandsOutTheLinkOnceAndEndsEverything() {
        long turn = lifecycle.open();
        connect(first, turn);

        assertThat(lifecycle.closing()).contains(new Farewell(first, true));
        assertThat(lifecycle.closing()).isEmpty();
        assertThat(lifecycle.lost(first)).isFalse();
        lifecycle.closed();
        assertThat(lifecycle.connecting(turn)).isZero();
        assertThat(lifecycle.open()).isZero();
        assertThat(lifecycle.rest()).isEmpty();
    }

    @Test
    void anAttemptThatIsOvertakenByTheCloseIsNotWanted() {
        long attempt = lifecycle.connecting(lifecycle.open());
        lifecycle.closing();

        assertThat(lifecycle.attach(attempt, first)).isFalse();
    }

    private Connected connect(Link link) {
        return connect(link, lifecycle.open());
    }

    private Connected connect(Link link, long turn) {
        long attempt = lifecycle.connecting(turn);
        assertThat(attempt).isPositive();
        assertThat(lifecycle.attach(attempt, link)).isTrue();
        return lifecycle.connected(link, false).orElseThrow();
    }

    private Ending lose(Link link, String reason, boolean closedByServer) {
        assertThat(lifecycle.lost(link)).isTrue();
        return lifecycle.afterLoss(reason, closedByServer, LinkEnd.UNKNOWN);
    }
}
