package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.SubscriptionRefused;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a SUBSCRIBE that the broker does not answer, or answers late. */
class UnansweredSubscribeTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InboundRig rig = InboundRig.persistent();

    @Test
    void withoutSubackEachFilterIsAskedForByItself() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a", "test/b"));
        rig.connect(true);
        assertThat(rig.asked()).isEqualTo("+test/a=1 +test/b=1");
        rig.advance(Duration.ofSeconds(10));
        assertThat(rig.asked()).isEqualTo("+test/a=1 +test/b=1");
        assertThat(rig.line.sent(Packet.Subscribe.class)).hasSize(3);
        assertThat(one.refused).isEmpty();

        rig.suback(1, 1);
        rig.advance(Duration.ofSeconds(10));
        assertThat(one.refused).hasSize(1);
        assertThat(one.refused.get(0)).contains("test/b", "no SUBACK");
        assertThat(rig.status().refused()).containsOnlyKeys("test/b");
        assertThat(rig.told(SubscriptionRefused.class)).hasSize(1);
    }

    @Test
    void whatSilenceRefusedIsAskedForAgain() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.advance(Duration.ofSeconds(10));
        rig.asked();
        rig.advance(Duration.ofSeconds(59));
        assertThat(rig.asked()).isEmpty();
        rig.advance(SECOND);
        assertThat(rig.asked()).isEqualTo("+test/a=1");

        rig.suback(1, 1);
        assertThat(rig.status().refused()).isEmpty();
        rig.advance(Duration.ofMinutes(5));
        assertThat(rig.asked()).isEmpty();
        assertThat(one.refused).hasSize(1);
        assertThat(rig.line.cut).isNull();
        assertThat(rig.dropped).isEmpty();
    }

    @Test
    void whatIsNotAnsweredIsSentAgainUnderItsIdentifier() {
        rig.answers = false;
        rig.start(TestSubscriber.of("test/a"));
        rig.start(TestSubscriber.of("test/b"));
        rig.connect(true);
        rig.advance(Duration.ofMinutes(2));
        int inUse = rig.ids.inUse();
        rig.advance(Duration.ofHours(1));
        assertThat(rig.ids.expected()).as("two have just been sent again").isZero();

        assertThat(rig.ids.inUse()).isEqualTo(inUse);
        List<Packet.Subscribe> sent = rig.line.sent(Packet.Subscribe.class);
        assertThat(sent).hasSizeGreaterThan(100);
        assertThat(sent.stream().map(Packet.Subscribe::packetId).distinct()).hasSize(inUse);
        Packet.Subscribe last = sent.get(sent.size() - 1);
        rig.deliver(new Packet.Suback(last.packetId(), new byte[] {1}));
        assertThat(rig.ids.inUse()).isEqualTo(inUse - 1);
        assertThat(rig.status().refused())
                .doesNotContainKey(last.requests().get(0).filter())
                .hasSize(1);
    }

    /** Else trials of publishes, and pauses of reading, would wait for answers again on each link. */
    @Test
    void nobodyWaitsForTheAnswerToWhatWasNotAnsweredOnTheLastLink() {
        rig.answers = false;
        rig.start(TestSubscriber.of("test/a", "test/b"));
        rig.connect(true);
        rig.advance(Duration.ofSeconds(10));
        rig.suback(1, 1);
        rig.advance(Duration.ofSeconds(10));
        rig.asked();
        rig.reconnect(true);

        assertThat(rig.asked()).isEqualTo("+test/b=1 +test/a=1");
        assertThat(rig.line.sent(Packet.Subscribe.class)).hasSize(2);
        assertThat(rig.ids.expected()).isEqualTo(1);
        rig.suback(0, 1);
        rig.suback(1, 1);
        assertThat(rig.status().refused()).isEmpty();
        rig.reconnect(true);
        assertThat(rig.line.sent(Packet.Subscribe.class)).hasSize(1);
        assertThat(rig.ids.expected()).isEqualTo(1);
    }

    @Test
    void whatIsAskedForWithAnotherQosIsAnotherSubscribe() {
        rig.answers = false;
        rig.start(TestSubscriber.of("test/a", 1));
        rig.connect(true);
        rig.advance(Duration.ofSeconds(10));
        rig.start(TestSubscriber.of("test/a", 2));
        rig.advance(Duration.ofSeconds(30));

        List<Packet.Subscribe> sent = rig.line.sent(Packet.Subscribe.class);
        assertThat(sent)
                .extracting(subscribe -> subscribe.requests().get(0).qos())
                .containsExactly(1, 2);
        assertThat(sent).extracting(Packet.Subscribe::packetId).doesNotHaveDuplicates();
    }

    @Test
    void nobodyIsToldOfAFilterThatIsNotWantedAnyMore() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.remove(one);
        rig.advance(Duration.ofMinutes(1));

        assertThat(rig.told(SubscriptionRefused.class)).isEmpty();
        rig.start(TestSubscriber.of("test/a"));
        rig.advance(Duration.ofMinutes(2));
        assertThat(rig.told(SubscriptionRefused.class)).hasSize(1);
    }

    @Test
    void aSubackThatComesLateCounts() {
        rig.answers = false;
        rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.advance(Duration.ofSeconds(15));
        assertThat(rig.status().refused()).isNotEmpty();
        rig.suback(0, 1);

        assertThat(rig.status().refused()).isEmpty();
        rig.asked();
        rig.advance(Duration.ofMinutes(5));
        assertThat(rig.asked()).isEmpty();
    }
}
