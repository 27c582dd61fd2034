package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/** The exchanges of QoS 2: processed once, answered each time, and remembered as long as the broker may send again. */
class Qos2ReceivedTest extends RoomRig {

    @Test
    void aQos2MessageIsProcessedWhenItArrivesAndAnsweredWhenThatHasEnded() {
        start(rig);
        rig.publish("test/a", 2, 5);
        assertThat(slow.ids()).containsExactly(5);
        assertThat(rig.acknowledged()).isEmpty();

        rig.done(slow, 0, true);
        rig.deliver(new Packet.Pubrel(5));
        assertThat(rig.acknowledged()).containsExactly("PUBREC 5", "PUBCOMP 5");
    }

    @Test
    void aQos2MessageThatIsSentAgainWhileItIsProcessedIsTakenOnce() {
        start(rig);
        rig.publish("test/a", 2, 5);
        rig.publishAgain("test/a", 2, 5);

        assertThat(slow.ids()).containsExactly(5);
        assertThat(rig.acknowledged()).isEmpty();
    }

    @Test
    void aQos2MessageThatIsSentAgainBeforeItsPubrelIsAnsweredAgainAndProcessedOnce() {
        start(rig);
        rig.publish("test/a", 2, 5);
        rig.done(slow, 0, true);
        rig.publishAgain("test/a", 2, 5);
        rig.publish("test/a", 2, 5);
        assertThat(slow.ids()).containsExactly(5);
        assertThat(rig.acknowledged()).containsExactly("PUBREC 5", "PUBREC 5", "PUBREC 5");

        rig.deliver(new Packet.Pubrel(5));
        rig.publish("test/a", 2, 5);
        assertThat(slow.ids()).containsExactly(5, 5);
    }

    @Test
    void anEndedQos2MessageIsRememberedUntilItsPubrelAcrossLinks() {
        start(rig);
        rig.publish("test/a", 2, 5);
        rig.done(slow, 0, true);
        rig.reconnect(true);
        rig.publishAgain("test/a", 2, 5);
        rig.reconnect(true);
        rig.publishAgain("test/a", 2, 5);
        assertThat(slow.ids()).containsExactly(5);
        assertThat(rig.acknowledged()).containsExactly("PUBREC 5");

        rig.deliver(new Packet.Pubrel(5));
        rig.publish("test/a", 2, 5);
        assertThat(slow.ids()).containsExactly(5, 5);
    }

    /** The session was lost with a CONNECT whose CONNACK never came, and its successor is "present". */
    @Test
    void anotherQos2MessageUnderTheIdentifierOfAnEndedOneIsProcessed() {
        start(rig);
        rig.publish("test/a", 2, 5);
        rig.done(slow, 0, true);
        rig.reconnect(true);
        rig.deliver(new Packet.Publish("test/a", new byte[] {1}, 2, false, false, 5));
        assertThat(slow.ids()).containsExactly(5, 5);
        rig.done(slow, 1, true);
        rig.reconnect(true);
        rig.deliver(new Packet.Publish("test/a", new byte[] {1}, 2, false, true, 5));
        assertThat(slow.ids()).containsExactly(5, 5);
    }

    /** The same, and what is published is always the same: DUP tells. */
    @Test
    void anEqualQos2MessageUnderTheIdentifierOfAnEndedOneIsANewOneOnAnotherLinkUnlessItSaysDup() {
        start(rig);
        rig.publish("test/a", 2, 5);
        rig.done(slow, 0, true);
        rig.reconnect(true);
        rig.publishAgain("test/a", 2, 5);
        rig.publish("test/a", 2, 5);
        assertThat(slow.ids()).containsExactly(5);
        rig.reconnect(true);
        rig.publish("test/a", 2, 5);
        assertThat(slow.ids()).containsExactly(5, 5);
    }

    @ParameterizedTest
    @CsvSource({"test/s1,25,test/s2,15", "test/a,Aa,test/a,BB", "test/a,b,test/ab,''", "test/a,'','test/a',' '"})
    void anEndedQos2MessageIsKnownByAllOfItsTopicAndPayload(
            String topic, String payload, String otherTopic, String otherPayload) {
        TestSubscriber taker = rig.start(TestSubscriber.of("test/#", 2).succeeding());
        rig.connect(true);
        rig.publish(topic, 2, 5, payload.getBytes(StandardCharsets.UTF_8), false);
        rig.reconnect(true);
        rig.publish(otherTopic, 2, 5, otherPayload.getBytes(StandardCharsets.UTF_8), true);

        assertThat(taker.ids()).containsExactly(5, 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aMessageThatEndsWhileTheLinkIsDownIsKnownByAllOfItsPayload(int qos) {
        start(rig);
        rig.publish("test/a", qos, 5, "Aa".getBytes(StandardCharsets.UTF_8), false);
        rig.line.closeByServer();
        rig.done(slow, 0, true);
        rig.connect(true);
        rig.publish("test/a", qos, 5, "BB".getBytes(StandardCharsets.UTF_8), true);

        assertThat(slow.ids()).containsExactly(5, 5);
    }

    @Test
    void aQos2MessageThatEndsWhileTheLinkIsDownIsProcessedOnce() {
        start(rig);
        rig.publish("test/a", 2, 5);
        rig.line.closeByServer();
        rig.done(slow, 0, true);
        rig.connect(true);
        rig.publishAgain("test/a", 2, 5);

        assertThat(slow.ids()).containsExactly(5);
        assertThat(rig.acknowledged()).containsExactly("PUBREC 5");
    }

    @Test
    void withTheSessionEndedQos2MessagesAreForgotten() {
        start(rig);
        rig.publish("test/a", 2, 5);
        rig.done(slow, 0, true);
        rig.reconnect(false);
        rig.publish("test/a", 2, 5);

        assertThat(slow.ids()).containsExactly(5, 5);
    }

    @Test
    void aPubrelOfNoKnownMessageIsAnsweredAndReleasesNothing() {
        start(rig);
        rig.publish("test/a", 2, 5);
        rig.deliver(new Packet.Pubrel(6));

        assertThat(rig.acknowledged()).containsExactly("PUBCOMP 6");
        assertThat(slow.ids()).containsExactly(5);
    }
}
