package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static io.github.camelaliyun.mqtt.connection.InboundRig.big;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is left with the broker to make room for others comes again once, and takes no memory meanwhile. */
class EvictedMessagesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** 1: QoS 2 shared by A (done) and B (failing) is evicted, comes again, and A gets it twice. */
    @Test
    void anEvictedQos2MessageIsNotProcessedTwiceByTheRouteThatHasCompletedIt() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber done = rig.start(TestSubscriber.of("test/a", 2).succeeding());
        TestSubscriber failing = rig.start(TestSubscriber.of("test/+", 2).failing());
        rig.publish("test/a", 2, 1, big(1, 6000), false);
        assertThat(done.ids()).containsExactly(1);
        assertThat(failing.ids()).containsExactly(1);
        failing.succeeding();
        rig.publish("test/b", 2, 2, big(2, 6000), false);
        rig.advance(Duration.ofSeconds(31));
        assertThat(rig.fetched).isNotEmpty();
        rig.reconnect(true);
        rig.publish("test/a", 2, 1, big(1, 6000), true);
        assertThat(failing.ids()).containsExactly(1, 2, 1);
        assertThat(done.ids())
                .as("QoS 2: within one process an exchange completes once per message")
                .containsExactly(1);
    }

    /** 2: a failing message whose session the broker lost is evicted: its only copy. */
    @Test
    void aMessageWhoseSessionIsGoneIsNotEvictedSinceNobodySendsItAgain() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").failing());
        rig.publish("test/a", 1, 1, big(1, 6000), false);
        assertThat(one.ids()).containsExactly(1);
        rig.reconnect(false);
        one.succeeding();
        rig.publish("test/b", 1, 2, big(2, 6000), false);
        rig.advance(Duration.ofMinutes(5));
        assertThat(one.begun.stream().map(d -> d.message().topic()).toList())
                .as("what has arrived is processed")
                .containsExactlyInAnyOrder("test/a", "test/b", "test/a");
    }

    @Test
    void readingPausesAgainAtTheNextBurst() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber slow = rig.start(TestSubscriber.of("test/a"));
        rig.publish("test/a", 1, 1, big(1, 6000), false);
        rig.publish("test/a", 1, 2, big(2, 6000), false);
        rig.advance(SECOND);
        rig.done(slow, 0, true);
        rig.done(slow, 1, true);
        rig.publish("test/a", 1, 3, big(3, 6000), false);
        rig.publish("test/a", 1, 4, big(4, 6000), false);

        assertThat(rig.status().left()).isZero();
        assertThat(rig.line.paused).isTrue();
    }

    /** A payload of what has ended stays in memory, uncounted, if the broker does not send it again under its identifier. */
    @Test
    void whatHasEndedTakesNoMemory() throws Exception {
        InboundRig rig = InboundRig.holding(false, 30_000);
        rig.connect(false);
        TestSubscriber a = rig.start(TestSubscriber.of("test/a").concurrency(99));
        List<WeakReference<byte[]>> payloads = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            for (int i = 1; i <= 20; i++) {
                byte[] payload = big(i, 1000);
                payloads.add(new WeakReference<>(payload));
                // A broker that sends again under new identifiers.
                rig.publish("test/a", 1, round * 20 + i, payload, false);
            }
            rig.line.closeByServer();
            rig.run();
            for (int i = 0; i < a.outcomes.size(); i++) {
                a.done(i, true);
            }
            rig.run();
            a.outcomes.clear();
            a.begun.clear();
            rig.connect(true);
        }
        assertThat(rig.status().bytes()).isZero();
        await().untilAsserted(() -> {
            System.gc();
            assertThat(payloads.stream().filter(p -> p.get() != null).count() * 1000)
                    .as("bytes of payloads that are still held, maxHeldBytes is 30000, and counted are 0")
                    .isLessThanOrEqualTo(30_000);
        });
    }

    /** A session that was lost, what failed before: evicted beside one whose identifier the broker uses anew. */
    @Test
    void aFailingMessageWhoseIdentifierTheBrokerUsesForAnotherIsNotLostByEviction() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").failing());
        rig.publish("test/a", 1, 1, big(1, 6000), false);
        rig.reconnect(true);
        one.succeeding();
        rig.publish("test/b", 1, 1, big(2, 3000), false);
        rig.publish("test/c", 1, 2, big(2, 6000), false);
        rig.advance(Duration.ofMinutes(5));
        assertThat(one.begun.stream().map(d -> d.message().topic()).toList())
                .containsExactlyInAnyOrder("test/a", "test/b", "test/c", "test/a");
    }

    /** Evicted messages stay in memory until the timer of their next attempt, and count as nothing. */
    @Test
    void whatIsEvictedTakesNoMemory() throws Exception {
        InboundRig rig = InboundRig.holding(false, 30_000);
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").failing());
        List<WeakReference<byte[]>> payloads = new ArrayList<>();
        for (int i = 1; i <= 10_000; i++) {
            byte[] payload = big(i, 1000);
            payloads.add(new WeakReference<>(payload));
            rig.publish("test/a", 1, i, payload, false);
            one.begun.clear();
            one.outcomes.clear();
        }
        rig.line.sent.clear();
        assertThat(rig.status().bytes()).isLessThanOrEqualTo(30_000);
        await().untilAsserted(() -> {
            System.gc();
            assertThat(payloads.stream().filter(p -> p.get() != null).count() * 1000)
                    .as("bytes of payloads in memory; maxHeldBytes is 30000")
                    .isLessThanOrEqualTo(60_000);
        });
    }

    /** The topic of what is left with the broker stays here, and is not counted. */
    @Test
    void whatHasALongTopicIsNotLeftWithTheBrokerForItsNextAttempt() throws Exception {
        InboundRig rig = InboundRig.holding(false, 1_000_000);
        rig.connect(false);
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").failing());
        String tail = "x".repeat(60_000);
        for (int i = 1; i <= 500; i++) {
            rig.publish("test/" + i + tail, 1, i);
        }

        assertThat(one.begun.size()).isBetween(5, 20);
        assertThat(rig.status().left()).isEqualTo(500 - one.begun.size());
        assertThat(rig.status().bytes()).isLessThan(1_200_000);
    }

    @Test
    void whatIsSkippedDoesNotKeepWhatWasLeftFromBeingFetched() {
        InboundRig rig = InboundRig.holding(false, 10_000);
        rig.connect(false);
        rig.start(TestSubscriber.of("test/slow"));
        TestSubscriber quick = rig.start(TestSubscriber.of("test/quick"));
        rig.publish("test/slow", 1, 1, new byte[7_500], false);
        rig.publish("test/quick", 1, 2, new byte[2_000], false);
        rig.publish("test/quick", 1, 3, new byte[1_000], false);
        rig.advance(Duration.ofSeconds(1));
        rig.publish("test/quick", 1, 4, new byte[10], false);
        rig.done(quick, 0, true);
        rig.done(quick, 1, true);
        for (int i = 0; i < 10; i++) {
            rig.deliver(new Packet.Oversized("test/large", 2_000_000L, 1, false, false, 100 + i));
            rig.advance(Duration.ofSeconds(20));
        }

        assertThat(rig.fetched).isNotEmpty();
    }
}
