package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** When a filter that nobody wants any more is given up, and when it is kept. */
class WithdrawnFiltersTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InboundRig rig = InboundRig.persistent();

    @Test
    void theFilterOfARemovedSubscriberIsGivenUpAfterTheGrace() {
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.asked();
        rig.remove(one);
        rig.advance(InboundRig.GRACE.minus(SECOND));
        assertThat(rig.asked()).isEmpty();
        rig.advance(SECOND);

        assertThat(rig.asked()).isEqualTo("-test/a");
    }

    @Test
    void aFilterThatIsWantedAgainWithinTheGraceStays() {
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.remove(one);
        rig.start(TestSubscriber.of("test/a"));
        rig.asked();
        rig.advance(Duration.ofMinutes(1));

        assertThat(rig.asked()).isEmpty();
    }

    @Test
    void aFilterThatGoesWhileTheLinkIsDownIsGivenUpOnTheNext() {
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.line.closeByServer();
        rig.remove(one);
        rig.advance(Duration.ofMinutes(1));
        rig.connect(true);

        assertThat(rig.asked()).isEqualTo("-test/a");
    }

    @Test
    void aStoppedSubscriberOfAPersistentSessionKeepsItsFilters() {
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.asked();
        rig.stop(one);
        rig.advance(Duration.ofHours(1));
        assertThat(rig.asked()).isEmpty();
        rig.reconnect(true);

        assertThat(rig.asked()).isEqualTo("+test/a=1");
    }

    @Test
    void aStoppedSubscriberOfACleanSessionIsUnsubscribedAfterTheGrace() {
        InboundRig clean = InboundRig.clean();
        TestSubscriber one = clean.start(TestSubscriber.of("test/a"));
        clean.connect(false);
        clean.asked();
        clean.stop(one);
        assertThat(clean.asked()).isEmpty();
        clean.advance(InboundRig.GRACE);

        assertThat(clean.asked()).isEqualTo("-test/a");
    }
}
