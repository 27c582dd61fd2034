package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.ConnectFailed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;
import io.github.camelaliyun.mqtt.connection.Lifecycle.Farewell;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class LifecycleTest {

    private final Lifecycle lifecycle = new Lifecycle("GID_test@@@1");
    private final Link first = TestLinks.unconnected();
    private final Link second = TestLinks.unconnected();

    @Test
    void itIsOpenedOnceOnly() {
        assertThat(lifecycle.open()).isTrue();
        assertThat(lifecycle.open()).isFalse();
    }

    @Test
    void oneAttemptIsMadeAtATime() {
        assertThat(lifecycle.connecting()).isTrue();
        assertThat(lifecycle.connecting()).isFalse();
        assertThat(lifecycle.snapshot().state()).isEqualTo(ConnectionState.CONNECTING);
    }

    @Test
    void theFirstConnectTellsOfNoOutageAndTheSecondDoes() {
        connect(first);
        lifecycle.ended(first, "lost", false);
        lifecycle.connecting();
        lifecycle.attach(second);

        Connected connected = lifecycle.connected(second, true).orElseThrow();
        assertThat(connected.sessionPresent()).isTrue();
        assertThat(connected.outage()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(lifecycle.snapshot().connects()).isEqualTo(2);
        assertThat(lifecycle.connectedLink()).isSameAs(second);
    }

    @Test
    void whatAnOldLinkReportsChangesNothing() {
        connect(first);
        lifecycle.ended(first, "lost", false);
        connect(second);

        assertThat(lifecycle.ended(first, "late", true)).isEmpty();
        assertThat(lifecycle.connected(first, false)).isEmpty();
        assertThat(lifecycle.connectedLink()).isSameAs(second);
    }

    @Test
    void theEndOfALinkIsTakenOnce() {
        connect(first);

        assertThat(lifecycle.ended(first, "lost", false)).isPresent();
        assertThat(lifecycle.ended(first, "lost", false)).isEmpty();
    }

    @Test
    void aFailedAttemptAndALostConnectionAreToldApart() {
        lifecycle.connecting();
        lifecycle.attach(first);
        assertThat(lifecycle.ended(first, "refused", false).orElseThrow().event())
                .isInstanceOf(ConnectFailed.class);

        connect(second);
        assertThat(lifecycle.ended(second, "reset", false).orElseThrow().event())
                .isInstanceOf(Lost.class);
        assertThat(lifecycle.snapshot().lastError()).isEqualTo("reset");
    }

    @Test
    void anAttemptThatFailsBeforeThereIsALinkIsFollowedByAnother() {
        lifecycle.connecting();

        assertThat(lifecycle.ended(null, "no credentials", false)).isPresent();
        assertThat(lifecycle.connecting()).isTrue();
    }

    @Test
    void theWaitsGrowWhileConnectionsDoNotLast() {
        Duration last = Duration.ZERO;
        for (int i = 0; i < 4; i++) {
            Link link = TestLinks.unconnected();
            connect(link);
            Duration nextTry =
                    lifecycle.ended(link, "closed", true).orElseThrow().nextTry();
            // Each step doubles, and jitter takes a quarter at most.
            assertThat(nextTry).isGreaterThan(last);
            last = nextTry;
        }
        assertThat(last).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(10));
    }

    @Test
    void aRivalIsNamedAndRemembered() {
        for (Link link : new Link[] {first, second}) {
            connect(link);
            lifecycle.ended(link, "closed", true);
        }
        Link third = TestLinks.unconnected();
        connect(third);

        assertThat(lifecycle.ended(third, "closed", true).orElseThrow().event()).isInstanceOf(TakenOver.class);
        assertThat(lifecycle.snapshot().lastError()).startsWith("another client uses clientId GID_test@@@1");
    }

    @Test
    void closingHandsOutTheLinkOnceAndEndsEverything() {
        connect(first);

        assertThat(lifecycle.closing()).contains(new Farewell(first, true));
        assertThat(lifecycle.closing()).isEmpty();
        assertThat(lifecycle.ended(first, "closed", true)).isEmpty();
        lifecycle.closed();
        assertThat(lifecycle.connecting()).isFalse();
        assertThat(lifecycle.open()).isFalse();
    }

    @Test
    void anAttemptThatIsOvertakenByTheCloseIsNotWanted() {
        lifecycle.connecting();
        lifecycle.closing();

        assertThat(lifecycle.attach(first)).isFalse();
    }

    private void connect(Link link) {
        assertThat(lifecycle.connecting()).isTrue();
        assertThat(lifecycle.attach(link)).isTrue();
        assertThat(lifecycle.connected(link, false)).isPresent();
    }
}
