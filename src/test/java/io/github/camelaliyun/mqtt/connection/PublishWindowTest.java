package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static io.github.camelaliyun.mqtt.connection.WindowRig.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** In virtual time, on a link that does what the test says. */
class PublishWindowTest {

    @Test
    void whatWaitsForALinkIsSentInOrderBeforeAnythingNew() {
        WindowRig rig = WindowRig.persistent();
        publish(rig, 1, 5);
        FakeOutlet first = rig.linkUp();
        publish(rig, 6, 7);
        assertThat(first.topics()).isEqualTo("t1 t2 t3 t4 t5 t6 t7");

        rig.lost(first);
        publish(rig, 8, 9);
        FakeOutlet second = rig.linkUp();
        publish(rig, 10, 10);

        assertThat(second.topics()).isEqualTo("t1 t2 t3 t4 t5 t6 t7 t8 t9 t10");
        assertThat(rig.outcomes).isEmpty();
    }

    @Test
    void aPersistentSessionSendsAgainWithTheSameIdentifierAndDup() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet first = rig.linkUp();
        rig.publish("a", 1);
        rig.publish("b", 2);
        rig.publish("c", 2);
        rig.answer(new Packet.Pubrec(first.id("c")));
        rig.lost(first);
        rig.publish("d", 1);
        FakeOutlet second = rig.linkUp();

        assertThat(first.publish(0).duplicate()).isFalse();
        assertThat(second.publish(0))
                .extracting(Packet.Publish::topic, Packet.Publish::packetId, Packet.Publish::duplicate)
                .containsExactly("a", first.id("a"), true);
        assertThat(second.publish(1))
                .extracting(Packet.Publish::topic, Packet.Publish::packetId, Packet.Publish::duplicate)
                .containsExactly("b", first.id("b"), true);
        assertThat(second.sent.get(2)).isEqualTo(new Packet.Pubrel(first.id("c")));
        assertThat(second.publish(3).duplicate()).isFalse();
    }

    @Test
    void aSessionThatIsGoneStillGetsDupAndTheSameIdentifier() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet first = rig.linkUp();
        rig.publish("a", 1);
        rig.lost(first);
        rig.window.sessionGone();

        assertThat(rig.linkUp().publish(0))
                .extracting(Packet.Publish::packetId, Packet.Publish::duplicate)
                .containsExactly(first.id("a"), true);
    }

    @Test
    void aCleanSessionSendsQos1AgainAsANewPublish() {
        WindowRig rig = WindowRig.clean();
        FakeOutlet first = rig.linkUp();
        rig.publish("a", 1);
        rig.lost(first);
        assertThat(rig.ids.inUse()).isZero();
        FakeOutlet second = rig.linkUp();

        assertThat(second.publish(0).duplicate()).isFalse();
        rig.puback(second, "a");
        assertThat(rig.outcome("a")).isEqualTo("ok");
        assertThat(rig.ids.inUse()).isZero();
    }

    @Test
    void aCleanSessionCannotTellWhetherQos2Arrived() {
        WindowRig rig = WindowRig.clean();
        FakeOutlet link = rig.linkUp();
        rig.publish("unknown", 2);
        rig.publish("arrived", 2);
        rig.publish("unsent", 2);
        rig.answer(new Packet.Pubrec(link.id("arrived")));
        link.transmissions.get(2).unsent();

        rig.lost(link);

        assertThat(rig.outcome("unknown")).contains("it is not known whether the QoS 2 message arrived");
        assertThat(rig.outcome("arrived")).isEqualTo("ok");
        assertThat(rig.outcome("unsent")).isEqualTo("none");
        assertThat(rig.linkUp().topics()).isEqualTo("unsent");
    }

    @Test
    void qos2AfterPubrecHasSucceededWhenItsSessionIsGone() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        rig.publish("a", 2);
        rig.answer(new Packet.Pubrec(link.id("a")));
        rig.lost(link);
        assertThat(rig.outcome("a")).isEqualTo("none");

        rig.window.sessionGone();

        assertThat(rig.outcome("a")).isEqualTo("ok");
        assertThat(rig.ids.inUse()).isZero();
        assertThat(rig.linkUp().sent).isEmpty();
    }

    @Test
    void onlyItsOwnPacketAcknowledges() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        rig.publish("one", 1);
        rig.publish("two", 2);
        int one = link.id("one");
        int two = link.id("two");

        List.<Packet>of(
                        new Packet.Pubrec(one),
                        new Packet.Pubcomp(one),
                        new Packet.Suback(one, new byte[] {1}),
                        new Packet.Unsuback(one),
                        new Packet.Puback(two),
                        new Packet.Pubcomp(two),
                        new Packet.Suback(two, new byte[] {1}))
                .forEach(rig::answer);
        assertThat(rig.outcomes).isEmpty();
        assertThat(link.sent).hasSize(2);

        rig.answer(new Packet.Puback(one));
        rig.answer(new Packet.Pubrec(two));
        rig.answer(new Packet.Pubrec(two));
        assertThat(link.sent.subList(2, 4)).containsExactly(new Packet.Pubrel(two), new Packet.Pubrel(two));
        assertThat(rig.outcome("two")).isEqualTo("none");
        rig.answer(new Packet.Pubcomp(two));
        rig.answer(new Packet.Pubcomp(two));
        rig.answer(new Packet.Puback(one));
        assertThat(rig.outcome("one")).isEqualTo("ok");
        assertThat(rig.outcome("two")).isEqualTo("ok");
        assertThat(rig.ids.inUse()).isZero();
    }

    @Test
    void whatWasAcknowledgedIsNotSentOnTheNextLink() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet first = rig.linkUp();
        publish(rig, 1, 3);
        rig.puback(first, "t2");
        rig.lost(first);

        assertThat(rig.linkUp().topics()).isEqualTo("t1 t3");
    }

    @Test
    void qos0HasSucceededWhenItHasLeft() {
        WindowRig rig = WindowRig.clean();
        FakeOutlet link = rig.linkUp();
        rig.publish("a", 0);
        assertThat(rig.outcome("a")).isEqualTo("none");

        link.transmissions.get(0).left();

        assertThat(rig.outcome("a")).isEqualTo("ok");
        rig.lost(link);
        assertThat(rig.linkUp().sent).isEmpty();
    }

    @Test
    void qos0IsSentAgainOnlyIfNothingOfItLeft() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet first = rig.linkUp();
        rig.publish("unsent", 0);
        rig.publish("doubtful", 0);
        first.transmissions.get(0).unsent();
        rig.lost(first);

        assertThat(rig.outcome("unsent")).isEqualTo("none");
        assertThat(rig.outcome("doubtful")).contains("may or may not have left");
        assertThat(rig.linkUp().topics()).isEqualTo("unsent");
    }

    @Test
    void aDeadlineRunsFromTheSendingOnThisLink() {
        WindowRig rig = WindowRig.persistent();
        rig.publish("a", 1);
        rig.advance(Duration.ofSeconds(29));
        FakeOutlet link = rig.linkUp();
        rig.advance(Duration.ofSeconds(29));
        assertThat(rig.outcome("a")).isEqualTo("none");
        rig.publish("b", 1);

        rig.advance(Duration.ofSeconds(2));

        assertThat(rig.outcome("a")).contains("was not acknowledged within 30 s");
        assertThat(rig.outcomes.get("a").get(0))
                .isInstanceOfSatisfying(
                        MqttException.class,
                        failure -> assertThat(failure.getReasonCode())
                                .isEqualTo(MqttException.REASON_CODE_CLIENT_TIMEOUT));
        // The link goes on, and so do the others.
        assertThat(rig.outcome("b")).isEqualTo("none");
        rig.puback(link, "b");
        assertThat(rig.outcome("b")).isEqualTo("ok");
    }

    @Test
    void whatIsPastItsDeadlineFailsWithItsLink() {
        WindowRig rig = WindowRig.persistent();
        rig.publish("old", 1);
        rig.advance(Duration.ofSeconds(20));
        FakeOutlet link = rig.linkUp();
        rig.publish("young", 1);
        rig.advance(Duration.ofSeconds(15));
        assertThat(rig.outcomes).isEmpty();

        rig.lost(link);

        assertThat(rig.outcome("old")).contains("was not acknowledged within 30 s", "not connected");
        assertThat(rig.outcome("young")).isEqualTo("none");
    }

    @Test
    void withoutALinkAPublishFailsAtItsDeadline() {
        WindowRig rig = WindowRig.persistent();
        rig.publish("a", 1);
        rig.advance(TIMEOUT.minusSeconds(1));
        assertThat(rig.outcomes).isEmpty();
        rig.advance(Duration.ofSeconds(2));

        assertThat(rig.outcome("a")).contains("was not sent within 30 s", "which is not connected");
        assertThat(rig.window.inFlight()).isZero();
    }

    @Test
    void afterALongOutageSlowAcknowledgementsAreWaitedFor() {
        WindowRig rig = new WindowRig(false, 1_000, TIMEOUT);
        for (int i = 0; i < 40 * 20; i++) {
            rig.publish("t" + i, 1);
            rig.advance(Duration.ofMillis(50));
        }
        FakeOutlet link = rig.linkUp();
        int waiting = rig.window.inFlight();
        assertThat(waiting).isBetween(580, 610);
        rig.advance(Duration.ofMillis(600));

        link.sent.forEach(packet -> rig.answer(new Packet.Puback(((Packet.Publish) packet).packetId())));

        assertThat(rig.tally.acknowledged.sum()).isEqualTo(waiting);
        assertThat(rig.window.inFlight()).isZero();
    }

    @Test
    void anAcknowledgementAfterTheDeadlineFreesTheIdentifierAndChangesNothing() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        rig.publish("a", 1);
        rig.advance(TIMEOUT.plusSeconds(1));
        assertThat(rig.outcome("a")).contains("was not acknowledged");
        assertThat(rig.ids.inUse()).isEqualTo(1);
        assertThat(rig.ids.expected()).isZero();

        rig.puback(link, "a");

        assertThat(rig.ids.inUse()).isZero();
        assertThat(rig.outcome("a")).contains("was not acknowledged");
    }

    @Test
    void theEndOfTheLinkFreesTheIdentifierOfAQos1PublishThatWasGivenUp() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        rig.publish("a", 1);
        rig.advance(TIMEOUT.plusSeconds(1));
        rig.lost(link);

        assertThat(rig.ids.inUse()).isZero();
    }

    @Test
    void aQos2PublishThatWasGivenUpKeepsItsIdentifierAndIsFinishedQuietly() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet first = rig.linkUp();
        rig.publish("a", 2);
        int id = first.id("a");
        rig.advance(TIMEOUT.plusSeconds(1));
        rig.lost(first);
        FakeOutlet second = rig.linkUp();
        assertThat(second.sent).as("whether PUBREC has come or not").containsExactly(new Packet.Pubrel(id));
        assertThat(rig.ids.inUse()).isEqualTo(1);

        rig.answer(new Packet.Pubcomp(id));

        assertThat(rig.ids.inUse()).isZero();
        assertThat(rig.outcome("a")).contains("was not acknowledged");
    }

    @Test
    void aPublishThatWasGivenUpDoesNotKeepItsPayload() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        WeakReference<byte[]> payload = publishSomething(rig);
        link.sent.clear();
        rig.advance(TIMEOUT.plusSeconds(1));

        await().until(() -> {
            System.gc();
            return payload.get() == null;
        });
        assertThat(rig.ids.inUse()).isEqualTo(1);
    }

    private static WeakReference<byte[]> publishSomething(WindowRig rig) {
        byte[] payload = new byte[1_000];
        try {
            rig.window.tryPublish(new OutboundMessage("test/a", payload, 1, false), false, failure -> {});
        } catch (MqttConnectionException e) {
            throw new AssertionError(e);
        }
        return new WeakReference<>(payload);
    }

    @Test
    void itIsFinishedOnSomeLinksThoughNoPubcompComesAndNotOnAll() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        rig.publish("a", 2);
        rig.advance(TIMEOUT.plusSeconds(1));
        int finishes = 0;
        for (int i = 0; i < 10; i++) {
            rig.lost(link);
            link = rig.linkUp();
            finishes += link.sent.size();
        }

        assertThat(finishes).isEqualTo(3);
    }

    @Test
    void aSessionThatIsGoneFreesTheIdentifiersOfWhatWasGivenUp() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        rig.publish("a", 2);
        rig.advance(TIMEOUT.plusSeconds(1));
        rig.lost(link);
        assertThat(rig.ids.inUse()).isEqualTo(1);

        rig.window.sessionGone();

        assertThat(rig.ids.inUse()).isZero();
    }

    @Test
    void identifiersOfOthersAreNotTaken() {
        WindowRig rig = WindowRig.persistent();
        List<Integer> others = new ArrayList<>();
        IntStream.range(0, PacketIds.HIGHEST - 2).forEach(i -> others.add(rig.ids.take(packet -> {})));
        FakeOutlet link = rig.linkUp();
        publish(rig, 1, 4);
        assertThat(link.topics()).isEqualTo("t1 t2");

        rig.puback(link, "t1");
        assertThat(link.topics()).isEqualTo("t3");
        rig.ids.free(others.get(0));
        rig.advance(Duration.ofSeconds(1));

        assertThat(link.topics()).isEqualTo("t4");
    }

    @Test
    void aPublishThatMustNotWaitIsRefusedWithoutALink() {
        WindowRig rig = WindowRig.persistent();

        assertThatThrownBy(() -> rig.publish("a", 1, true))
                .cause()
                .isInstanceOfSatisfying(
                        MqttException.class,
                        failure -> assertThat(failure.getReasonCode())
                                .isEqualTo(MqttException.REASON_CODE_CLIENT_NOT_CONNECTED))
                .hasMessageContaining("is not connected");
        assertThat(rig.window.inFlight()).isZero();

        FakeOutlet first = rig.linkUp();
        assertThat(rig.publish("b", 1, true)).isTrue();
        rig.lost(first);
        assertThat(rig.linkUp().topics()).isEqualTo("b");
    }

    @Test
    void aFullWindowTakesNothing() {
        WindowRig rig = new WindowRig(false, 2, TIMEOUT);
        FakeOutlet link = rig.linkUp();
        publish(rig, 1, 2);
        assertThat(rig.publish("late", 1)).isFalse();

        rig.puback(link, "t1");

        assertThat(rig.publish("late", 1)).isTrue();
        assertThat(link.topics()).isEqualTo("t1 t2 late");
    }

    @Test
    void whileHeldNothingLeavesAndThenAllInOrder() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        assertThat(rig.window.hold(new FakeOutlet())).isFalse();
        rig.publish("before", 1);
        assertThat(rig.window.hold(link)).isTrue();
        publish(rig, 1, 3);
        assertThat(rig.window.sendBetween(() -> link.send(Packet.PINGREQ, null)))
                .isFalse();
        assertThat(link.topics()).isEqualTo("before");

        rig.window.release();

        assertThat(link.topics()).isEqualTo("t1 t2 t3");
        assertThat(rig.window.sendBetween(() -> link.send(Packet.PINGREQ, null)))
                .isTrue();
        assertThat(link.sent).containsExactly(Packet.PINGREQ);
    }

    @Test
    void aRestingWindowCanBeUsedAgain() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        publish(rig, 1, 2);
        rig.window.rest("nobody uses the connection any more");
        assertThat(rig.outcome("t1")).contains("nobody uses the connection any more");
        assertThat(rig.outcome("t2")).contains("nobody uses the connection any more");
        assertThat(rig.lost(link)).isFalse();
        assertThat(rig.ids.inUse()).isZero();

        rig.publish("new", 1);
        FakeOutlet next = rig.linkUp();
        rig.puback(next, "new");

        assertThat(rig.outcome("new")).isEqualTo("ok");
    }

    @Test
    void closingFailsWhatIsLeftAndRefusesWhatComes() {
        WindowRig rig = WindowRig.persistent();
        rig.linkUp();
        rig.publish("a", 1);
        rig.publish("b", 2);

        rig.window.close();

        assertThat(rig.outcome("a")).contains("is closed");
        assertThat(rig.outcome("b")).contains("is closed");
        assertThat(rig.ids.inUse()).isZero();
        assertThatThrownBy(() -> rig.publish("c", 1)).cause().hasMessageContaining("is closed");
    }

    @Test
    void whatUsersCodeThrowsHarmsNothingElse() throws Exception {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        rig.tally.acknowledgementTimes = nanos -> {
            throw new NoClassDefFoundError("a recorder");
        };
        rig.window.tryPublish(new OutboundMessage("bad", new byte[0], 1, false), false, failure -> {
            throw new AssertionError("a callback");
        });
        rig.publish("good", 1);

        assertThatCode(() -> {
                    rig.puback(link, "bad");
                    rig.puback(link, "good");
                })
                .doesNotThrowAnyException();

        assertThat(rig.outcome("good")).isEqualTo("ok");
        assertThat(rig.window.inFlight()).isZero();
    }

    @Test
    void whatCannotBeEncodedFailsAlone() {
        WindowRig rig = WindowRig.persistent();
        List<String> sent = new ArrayList<>();
        rig.window.linkUp(new Outlet() {
            @Override
            public boolean expectsAnswer() {
                return false;
            }

            @Override
            public boolean send(Packet packet, Transmission transmission) {
                String topic = ((Packet.Publish) packet).topic();
                if (topic.equals("bad")) {
                    throw new IllegalArgumentException("no such packet");
                }
                return sent.add(topic);
            }

            @Override
            public void ping(Runnable answered) {}
        });

        rig.publish("bad", 1);
        rig.publish("good", 1);

        assertThat(rig.outcome("bad")).contains("cannot be sent", "no such packet");
        assertThat(sent).containsExactly("good");
        assertThat(rig.ids.inUse()).isEqualTo(1);
    }

    @Test
    void aCallbackMayPublish() throws Exception {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet link = rig.linkUp();
        rig.window.tryPublish(new OutboundMessage("a", new byte[0], 1, false), false, failure -> rig.publish("b", 1));

        rig.puback(link, "a");

        assertThat(link.topics()).isEqualTo("a b");
    }

    @Test
    void aFailureReadsAsItWasWritten() {
        assertThat(new MqttConnectionException("some text"))
                .hasMessage("some text")
                .hasToString(MqttConnectionException.class.getName() + ": some text")
                .isInstanceOf(MqttException.class);
    }

    /** Publishes to {@code t<number>} at QoS 1. */
    private static void publish(WindowRig rig, int first, int last) {
        IntStream.rangeClosed(first, last).forEach(i -> rig.publish("t" + i, 1));
    }

    @Test
    void identifiersOfQos2PublishesThatWereGivenUpComeFreeAgain() {
        WindowRig persistent = new WindowRig(false, 10_000, Duration.ofSeconds(30));
        for (int round = 0; round < 7; round++) {
            FakeOutlet link = persistent.linkUp();
            complete(persistent, link);
            for (int i = 0; i < 10_000; i++) {
                persistent.publish("t" + round + "/" + i, 2);
            }
            persistent.lost(link);
            persistent.advance(Duration.ofSeconds(31));
        }
        FakeOutlet healthy = persistent.linkUp();
        complete(persistent, healthy);
        persistent.publish("after", 1);
        persistent.advance(Duration.ofSeconds(5));

        assertThat(persistent.ids.inUse()).isLessThan(100);
        assertThat(healthy.topics()).isEqualTo("after");
    }

    private static void complete(WindowRig rig, FakeOutlet link) {
        for (Packet packet : List.copyOf(link.sent)) {
            if (packet instanceof Packet.Pubrel rel) {
                rig.answer(new Packet.Pubcomp(rel.packetId()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0,true", "1,true", "2,true", "0,false", "1,false", "2,false"})
    void whatHasFailedIsTakenBackFromALineOnWhichItWaits(int qos, boolean cleanSession) {
        WindowRig window = cleanSession ? WindowRig.clean() : WindowRig.persistent();
        FakeOutlet line = window.linkUp();
        line.stalls = true;
        window.publish("test/a", qos);
        window.advance(WindowRig.TIMEOUT.plusSeconds(1));

        assertThat(window.outcome("test/a")).contains("within 30 s");
        assertThat(line.withdrawn).containsExactlyElementsOf(line.sent);
        if (qos == 1) {
            assertThat(window.ids.inUse()).isZero();
        }
    }

    @Test
    void nothingIsSentOnceWhoeverIsAskedHoldsTheLink() {
        FakeOutlet line = new FakeOutlet();
        PublishWindow[] window = new PublishWindow[1];
        PublishGate gate = topic -> {
            if (topic.equals("wide/a") && line.sent.isEmpty()) {
                // As a token's upload does that is begun for this topic.
                window[0].hold(line);
            }
            return !topic.equals("wide/a");
        };
        WindowRig rig = WindowRig.persistent();
        window[0] = new PublishWindow(
                WindowRig.options(false, 10, WindowRig.TIMEOUT), rig.ids, rig.threads, new Tally(), gate);
        assertThatCode(() -> {
                    for (String topic : List.of("wide/a", "test/b")) {
                        window[0].tryPublish(
                                new OutboundMessage(topic, new byte[] {1}, 1, false), false, failure -> {});
                    }
                })
                .doesNotThrowAnyException();
        window[0].linkUp(line);

        assertThat(line.sent).isEmpty();
        line.sent.add(Packet.PINGREQ);
        window[0].release();
        assertThat(line.topics()).isEqualTo("test/b");
    }
}
