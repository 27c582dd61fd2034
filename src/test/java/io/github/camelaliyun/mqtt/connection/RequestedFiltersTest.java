package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which filters the broker is asked for on a link, and which wider ones stand for them. */
class RequestedFiltersTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final int REFUSED = 0x80;

    private final InboundRig rig = InboundRig.persistent();

    @Test
    void everyLinkIsAskedWhateverTheBrokerSaysOfTheSession() {
        rig.start(TestSubscriber.of("test/a", "test/b"));
        rig.connect(false);
        assertThat(rig.asked()).isEqualTo("+test/a=1 +test/b=1");
        rig.reconnect(true);
        assertThat(rig.asked()).isEqualTo("+test/a=1 +test/b=1");
    }

    @Test
    void aDeclaredSubscriberIsNotAskedForBeforeItStarts() {
        TestSubscriber declared = rig.declare(TestSubscriber.of("test/a"));
        rig.connect(true);
        assertThat(rig.asked()).isEmpty();
        rig.startAgain(declared);
        assertThat(rig.asked()).isEqualTo("+test/a=1");
    }

    @Test
    void aFilterIsLeftOutWhileAWiderOneStandsForIt() {
        rig.start(TestSubscriber.of("test/#"));
        rig.start(TestSubscriber.of("test/a"));
        rig.start(TestSubscriber.of("test/+/b"));
        rig.start(TestSubscriber.of("other"));
        rig.connect(true);

        assertThat(rig.asked()).isEqualTo("+test/#=1 +other=1");
    }

    @ParameterizedTest
    @CsvSource({"$share/g/test/#,test/a", "test/#,$share/g/test/a", "#,$SYS/a", "+/a,$SYS/a", "test/+,+/a"})
    void whatAWiderFilterDoesNotContainIsAskedFor(String one, String other) {
        rig.start(TestSubscriber.of(one));
        rig.start(TestSubscriber.of(other));
        rig.connect(true);

        assertThat(rig.asked()).isEqualTo("+" + one + "=1 +" + other + "=1");
    }

    @Test
    void aWiderFilterWithLessQosDoesNotStandForANarrowOne() {
        rig.start(TestSubscriber.of("test/#", 0));
        rig.start(TestSubscriber.of("test/a", 1));
        rig.start(TestSubscriber.of("more/#", 2));
        rig.start(TestSubscriber.of("more/a", 1));
        rig.connect(true);

        assertThat(rig.asked()).isEqualTo("+test/#=0 +test/a=1 +more/#=2");
    }

    @Test
    void theHighestQosOfAFilterIsAskedFor() {
        rig.start(TestSubscriber.of("test/a", 0));
        rig.connect(true);
        rig.asked();
        rig.start(TestSubscriber.of("test/a", 2));

        assertThat(rig.asked()).isEqualTo("+test/a=2");
    }

    @Test
    void whenTheWiderFilterIsRefusedEachIsAskedForItself() {
        rig.answers = false;
        rig.start(TestSubscriber.of("test/#"));
        rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        assertThat(rig.asked()).isEqualTo("+test/#=1");
        rig.suback(0, REFUSED);

        assertThat(rig.asked()).isEqualTo("+test/a=1");
    }

    @Test
    void whenTheWiderFilterIsGrantedLessTheNarrowOneIsAskedFor() {
        rig.answers = false;
        rig.start(TestSubscriber.of("test/#"));
        rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.asked();
        rig.suback(0, 0);

        assertThat(rig.asked()).isEqualTo("+test/a=1");
    }

    @Test
    void whenTheWiderFilterGoesTheNarrowOneIsGrantedBeforeTheWiderIsGivenUp() {
        TestSubscriber wide = rig.start(TestSubscriber.of("test/#"));
        rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.asked();
        rig.answers = false;
        rig.remove(wide);
        rig.advance(InboundRig.GRACE.minus(SECOND));
        assertThat(rig.asked()).isEmpty();

        rig.advance(SECOND);
        assertThat(rig.asked()).isEqualTo("+test/a=1");
        rig.suback(1, 1);
        assertThat(rig.asked()).isEqualTo("-test/#");
    }

    @Test
    void whoeverElseAsksMeanwhileTheWiderFilterIsGivenUpAfterTheGrantOfTheNarrowOne() {
        TestSubscriber wide = rig.start(TestSubscriber.of("test/#"));
        rig.start(TestSubscriber.of("test/a"));
        TestSubscriber another = rig.start(TestSubscriber.of("other"));
        rig.connect(true);
        rig.asked();
        rig.answers = false;
        rig.remove(wide);
        rig.advance(InboundRig.GRACE);
        assertThat(rig.asked()).isEqualTo("+test/a=1");
        rig.suspend(another);
        rig.startAgain(another);
        assertThat(rig.asked()).isEmpty();
        rig.suback(1, 1);

        assertThat(rig.asked()).isEqualTo("-test/#");
    }

    @Test
    void whenAWiderFilterComesTheNarrowOneIsGivenUpAfterItsGrant() {
        rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.asked();
        rig.answers = false;
        rig.start(TestSubscriber.of("test/#"));
        assertThat(rig.asked()).isEqualTo("+test/#=1");
        rig.suback(1, 1);

        assertThat(rig.asked()).isEqualTo("-test/a");
    }

    @Test
    void whatMayNotBeAskedForAtPresentStandsForNothingAndIsAskedLater() {
        rig.forbidden.add("test/#");
        rig.start(TestSubscriber.of("test/#"));
        rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        assertThat(rig.asked()).isEqualTo("+test/a=1");

        rig.forbidden.clear();
        rig.inbound.ask();
        rig.run();
        assertThat(rig.asked()).isEqualTo("+test/#=1 -test/a");
    }

    @Test
    void moreFiltersThanTheServerTakesAreRefusedBeforeAnythingHappens() {
        InboundRig narrow = new InboundRig(false, false, InboundOptions.defaults(false), 2);
        narrow.start(TestSubscriber.of("test/a", "test/b"));

        assertThatThrownBy(() -> narrow.inbound.subscribers().requireRoomFor(TestSubscriber.of("test/c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 subscriptions");
        narrow.connect(true);
        assertThat(narrow.asked()).isEqualTo("+test/a=1 +test/b=1");
        narrow.publish("test/c", 1, 1);
        assertThat(narrow.status().held()).isEqualTo(1);
    }

    @Test
    void whatNobodyWantsGoesAtOnceIfTheServerWouldNotTakeTheNewBesideIt() {
        InboundRig narrow = new InboundRig(false, false, InboundOptions.defaults(false), 2);
        TestSubscriber old = narrow.start(TestSubscriber.of("test/a", "test/b"));
        narrow.connect(true);
        narrow.asked();
        narrow.remove(old);
        narrow.start(TestSubscriber.of("test/b", "test/c"));

        assertThat(narrow.asked()).startsWith("-test/a ").contains("+test/c=1");
    }

    @Test
    void aHundredFiltersGoIntoOnePacket() {
        InboundRig wide = new InboundRig(false, false, InboundOptions.defaults(false), 1_000);
        wide.start(TestSubscriber.of(
                IntStream.range(0, 250).mapToObj(i -> "test/" + i).toArray(String[]::new)));
        wide.connect(true);

        assertThat(wide.line.sent(Packet.Subscribe.class))
                .extracting(packet -> packet.requests().size())
                .containsExactly(100, 100, 50);
    }
}
