package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.SubscriptionRefused;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

/** What the broker is asked for, and what its answers do. */
class SubscriptionsTest {

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
    void whatThereIsNoTokenForIsAmongTheRefusedFiltersWhileItIsWanted() {
        rig.forbidden.add("alert/fire");
        rig.refusals.put("alert/fire", "no token for 'alert/#': no such topic");
        TestSubscriber alert = rig.start(TestSubscriber.of("alert/fire"));
        rig.connect(true);

        assertThat(rig.status().refused())
                .containsExactly(entry("alert/fire", "no token for 'alert/#': no such topic"));
        rig.inbound.subscribers().remove(alert);
        assertThat(rig.status().refused()).isEmpty();
    }

    @Test
    void theOwnP2pTopicIsAmongThemThoughTheServiceDeliversThereUnasked() {
        InboundRig service = new InboundRig(false, true, InboundOptions.defaults(true), 30);
        String p2p = "test/p2p/GID_test@@@1";
        service.forbidden.add(p2p);
        service.refusals.put(p2p, "no token for 'test/#': no such topic");
        service.start(TestSubscriber.of(p2p));
        service.connect(true);

        assertThat(service.status().refused()).containsExactly(entry(p2p, "no token for 'test/#': no such topic"));
    }

    @Test
    void aFilterIsAskedForOnceMoreAtTheStartOfItsRouteForWhatIsRetained() {
        rig.start(TestSubscriber.of("test/#"));
        rig.connect(true);
        rig.asked();
        rig.start(TestSubscriber.of("test/a"));
        assertThat(rig.asked()).isEqualTo("+test/a=1 -test/a");

        rig.start(TestSubscriber.of("test/#"));
        assertThat(rig.asked()).isEqualTo("+test/#=1");
    }

    @Test
    void aSubscriberThatIsResumedIsNotAskedForAgain() {
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.asked();
        rig.suspend(one);
        rig.startAgain(one);
        assertThat(rig.asked()).isEmpty();

        rig.stop(one);
        rig.startAgain(one);
        assertThat(rig.asked()).isEqualTo("+test/a=1");
    }

    @Test
    void aRetainedMessageGoesToThoseWhoWaitForItAlone() {
        TestSubscriber first = rig.start(TestSubscriber.of("test/#").succeeding());
        rig.connect(true);
        rig.publishRetained("test/a", 1);
        assertThat(first.ids()).containsExactly(1);
        rig.advance(Duration.ofMinutes(1));

        TestSubscriber second = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.publishRetained("test/a", 2);
        assertThat(first.ids()).containsExactly(1);
        assertThat(second.ids()).containsExactly(2);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1", "PUBACK 2");
    }

    @Test
    void aRetainedMessageThatComesForTwoSubscriptionsIsTakenOnce() {
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").succeeding());
        TestSubscriber two = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.connect(true);
        rig.publishRetained("test/a", 1);
        rig.publishRetained("test/a", 2);
        rig.publishRetained("test/b", 3);

        assertThat(one.ids()).containsExactly(1, 3);
        assertThat(two.ids()).containsExactly(1);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1", "PUBACK 2", "PUBACK 3");
    }

    @Test
    void aMessageThatIsNotRetainedGoesToThoseWhoWaitForRetainedOnesToo() {
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.connect(true);
        rig.publishRetained("test/a", 1);
        rig.publish("test/a", 1, 2);
        rig.publish("test/a", 1, 3);

        assertThat(one.ids()).containsExactly(1, 2, 3);
    }

    @Test
    void theServiceHasNothingRetainedAndDeliversP2pUnasked() {
        InboundRig service = new InboundRig(false, true, InboundOptions.defaults(true), 30);
        service.start(TestSubscriber.of("test/#", "test/p2p/GID_test@@@1", "test/p2p/GID_test@@@2"));
        service.connect(true);
        assertThat(service.asked()).isEqualTo("+test/#=1");
        TestSubscriber other = service.start(
                TestSubscriber.of("test/a", "test/p2p/GID_test@@@1").succeeding());
        assertThat(service.asked()).isEmpty();

        service.publish("test/p2p/GID_test@@@1", 1, 1);
        assertThat(other.ids()).containsExactly(1);
    }

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

    /** Who waits until a route is ready may publish to it then. */
    @Test
    void whatHasNotBeenGrantedYetIsTold() {
        rig.answers = false;
        rig.start(TestSubscriber.of("test/#"));
        rig.start(TestSubscriber.of("test/a"));
        rig.start(TestSubscriber.of("other"));
        rig.connect(true);

        assertThat(rig.status().refused()).containsOnlyKeys("test/#", "test/a", "other");
        assertThat(rig.status().refused().get("test/a")).contains("has not granted", "test/a");
        rig.suback(0, 1, 1);
        assertThat(rig.status().refused()).isEmpty();
    }

    @Test
    void aWiderFilterWithLessQosIsNoGrantAndOneThatLingersIs() {
        TestSubscriber wide = rig.start(TestSubscriber.of("test/#", 0));
        rig.connect(true);
        rig.answers = false;
        rig.forbidden.add("test/a");
        rig.start(TestSubscriber.of("test/a", 1));
        assertThat(rig.status().refused()).containsOnlyKeys("test/a");

        rig.start(TestSubscriber.of("test/b", 0));
        rig.inbound.subscribers().remove(wide);
        assertThat(rig.status().refused()).containsOnlyKeys("test/a");
    }

    @Test
    void whatTheBrokerMayNotBeAskedForYetIsTold() {
        rig.forbidden.add("test/a");
        rig.start(TestSubscriber.of("test/a"));
        assertThat(rig.status().refused()).isEmpty();
        rig.connect(true);
        assertThat(rig.status().refused()).containsOnlyKeys("test/a");

        rig.forbidden.clear();
        rig.inbound.ask();
        rig.run();
        assertThat(rig.status().refused()).isEmpty();
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

    @Test
    void aSubackWithAWrongNumberOfCodesSaysNothing() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a", "test/b"));
        rig.connect(true);
        rig.suback(0, 1);

        assertThat(one.refused).hasSize(2).allMatch(text -> text.contains("3.9.3"));
        assertThat(rig.status().refused()).containsOnlyKeys("test/a", "test/b");
    }

    @Test
    void aReturnCodeThatMqttDoesNotHaveIsARefusal() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.suback(0, 0x05);

        assertThat(one.refused).hasSize(1).allMatch(text -> text.contains("0x05"));
        assertThat(rig.status().refused()).containsOnlyKeys("test/a");
    }

    @Test
    void aFilterThatIsGrantedLessIsAnErrorOfItsConsumer() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        TestSubscriber other = rig.start(TestSubscriber.of("test/b"));
        rig.connect(true);
        rig.suback(0, 0, 1);

        assertThat(one.refused).hasSize(1).allMatch(text -> text.contains("grants QoS 0"));
        assertThat(other.refused).isEmpty();
        assertThat(rig.status().refused()).containsOnlyKeys("test/a");
        assertThat(rig.told(SubscriptionRefused.class)).hasSize(1);
    }

    @Test
    void whateverASubscriberThrowsWhenItIsRefusedGoesNoFurther() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        TestSubscriber other = rig.start(TestSubscriber.of("test/a"));
        one.whenRefused = () -> {
            throw new StackOverflowError("of the test");
        };
        rig.connect(true);
        rig.suback(0, REFUSED);

        assertThat(one.refused).hasSize(1);
        assertThat(other.refused).hasSize(1);
    }

    @Test
    void aRefusedFilterIsAskedForAgainAfterAMinuteAndItsUserIsToldOnce() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.suback(0, REFUSED);
        rig.asked();
        rig.advance(Duration.ofSeconds(59));
        assertThat(rig.asked()).isEmpty();
        rig.advance(SECOND);
        assertThat(rig.asked()).isEqualTo("+test/a=1");
        rig.suback(1, REFUSED);

        assertThat(one.refused).hasSize(1);
    }

    @Test
    void aRefusedFilterIsAskedForAtTheNextConnect() {
        rig.answers = false;
        rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.suback(0, REFUSED);
        rig.asked();
        rig.reconnect(true);

        assertThat(rig.asked()).isEqualTo("+test/a=1");
    }

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
