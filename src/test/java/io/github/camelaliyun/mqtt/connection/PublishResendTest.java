package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a window sends again on the next link, and as what, in a session that is kept, gone or clean. */
class PublishResendTest {

    @Test
    void whatWaitsForALinkIsSentInOrderBeforeAnythingNew() {
        WindowRig rig = WindowRig.persistent();
        rig.publishEach(1, 5);
        FakeOutlet first = rig.linkUp();
        rig.publishEach(6, 7);
        assertThat(first.topics()).isEqualTo("t1 t2 t3 t4 t5 t6 t7");

        rig.lost(first);
        rig.publishEach(8, 9);
        FakeOutlet second = rig.linkUp();
        rig.publishEach(10, 10);

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
        link.transmissions.get(2).onUnsent();

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
    void whatWasAcknowledgedIsNotSentOnTheNextLink() {
        WindowRig rig = WindowRig.persistent();
        FakeOutlet first = rig.linkUp();
        rig.publishEach(1, 3);
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

        link.transmissions.get(0).onLeft();

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
        first.transmissions.get(0).onUnsent();
        rig.lost(first);

        assertThat(rig.outcome("unsent")).isEqualTo("none");
        assertThat(rig.outcome("doubtful")).contains("may or may not have left");
        assertThat(rig.linkUp().topics()).isEqualTo("unsent");
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
}
