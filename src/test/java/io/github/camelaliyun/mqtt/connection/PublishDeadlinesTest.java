package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;

import static io.github.camelaliyun.mqtt.connection.WindowRig.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** When a publish is given up, and what becomes of its identifier, its payload and its place on the line. */
class PublishDeadlinesTest {

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
            rig.window.publish(new OutboundMessage("test/a", payload, 1, false), false, failure -> {});
        } catch (MqttConnectionException | InterruptedException e) {
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
}
