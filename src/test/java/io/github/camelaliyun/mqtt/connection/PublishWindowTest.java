package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static io.github.camelaliyun.mqtt.connection.WindowRig.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a window takes, holds back and ends while a link does what the test says. */
class PublishWindowTest {

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
    void identifiersOfOthersAreNotTaken() {
        WindowRig rig = WindowRig.persistent();
        List<Integer> others = new ArrayList<>();
        IntStream.range(0, PacketIds.HIGHEST - 2).forEach(i -> others.add(rig.ids.take(packet -> {})));
        FakeOutlet link = rig.linkUp();
        rig.publishEach(1, 4);
        assertThat(link.topics()).isEqualTo("t1 t2");

        rig.puback(link, "t1");
        assertThat(link.topics()).isEqualTo("t3");
        rig.ids.free(others.get(0));
        rig.advance(Duration.ofSeconds(1));

        assertThat(link.topics()).isEqualTo("t4");
    }

    @Test
    void aFullWindowTakesNothing() {
        WindowRig rig = new WindowRig(false, 2, TIMEOUT);
        FakeOutlet link = rig.linkUp();
        rig.publishEach(1, 2);
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
        rig.publishEach(1, 3);
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
        rig.publishEach(1, 2);
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
        rig.window.publish(new OutboundMessage("bad", new byte[0], 1, false), false, failure -> {
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
        rig.window.publish(new OutboundMessage("a", new byte[0], 1, false), false, failure -> rig.publish("b", 1));

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
                        window[0].publish(new OutboundMessage(topic, new byte[] {1}, 1, false), false, failure -> {});
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
