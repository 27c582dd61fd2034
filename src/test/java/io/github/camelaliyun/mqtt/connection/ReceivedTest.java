package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.Received.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReceivedTest {

    private final Received received = new Received(true);

    @Test
    void qos0IsProcessedWhateverIsUnderWay() {
        assertThat(received.published(message(0, 0))).isEqualTo(Verdict.DELIVER);
        assertThat(received.published(message(0, 0))).isEqualTo(Verdict.DELIVER);
    }

    @Test
    void aQos1MessageThatIsSentAgainWhileItIsProcessedIsLeft() {
        assertThat(received.published(message(1, 5))).isEqualTo(Verdict.DELIVER);
        assertThat(received.published(message(1, 5))).isEqualTo(Verdict.LEAVE);
        assertThat(received.published(message(1, 6))).isEqualTo(Verdict.DELIVER);

        received.acknowledged(5);
        assertThat(received.published(message(1, 5))).isEqualTo(Verdict.DELIVER);
        assertThat(received.published(message(1, 6))).isEqualTo(Verdict.LEAVE);
    }

    @Test
    void aQos2MessageIsProcessedOnceAtItsPubrel() {
        InboundMessage message = message(2, 5);
        assertThat(received.published(message)).isEqualTo(Verdict.ANSWER);

        assertThat(received.released(5)).containsSame(message);
        assertThat(received.released(5)).isEmpty();
    }

    @Test
    void aQos2MessageThatIsSentAgainBeforeItsPubrelIsAnsweredAgainAndProcessedOnce() {
        assertThat(received.published(message(2, 5))).isEqualTo(Verdict.ANSWER);
        assertThat(received.published(message(2, 5))).isEqualTo(Verdict.ANSWER);

        assertThat(received.released(5)).isPresent();
        assertThat(received.released(5)).isEmpty();
    }

    @Test
    void aQos2MessageThatIsSentAgainWhileItIsProcessedIsLeft() {
        received.published(message(2, 5));
        received.released(5);
        assertThat(received.published(message(2, 5))).isEqualTo(Verdict.LEAVE);
        assertThat(received.released(5)).isEmpty();

        received.acknowledged(5);
        assertThat(received.published(message(2, 5))).isEqualTo(Verdict.ANSWER);
        assertThat(received.released(5)).isPresent();
    }

    @Test
    void aPubrelOfNoKnownMessageReleasesNothing() {
        received.published(message(2, 5));

        assertThat(received.released(6)).isEmpty();
    }

    @Test
    void whatIsOverTheBoundIsLeftWithABrokerThatKeepsTheSession() {
        assertThat(verdictOverTheBound(received, 1)).isEqualTo(Verdict.LEAVE);
        assertThat(verdictOverTheBound(new Received(true), 2)).isEqualTo(Verdict.LEAVE);
        assertThat(received.published(message(0, 0))).isEqualTo(Verdict.DELIVER);

        int left = 0;
        for (int id = 1; id <= Unacknowledged.MAX_MESSAGES && left == 0; id++) {
            left = received.acknowledged(id);
        }
        assertThat(left).isEqualTo(1);
    }

    @Test
    void nothingIsLeftWithABrokerThatForgetsIt() {
        assertThat(verdictOverTheBound(new Received(false), 1)).isEqualTo(Verdict.DELIVER);
        assertThat(verdictOverTheBound(new Received(false), 2)).isEqualTo(Verdict.ANSWER);
    }

    private static Verdict verdictOverTheBound(Received received, int qos) {
        for (int id = 1; id <= Unacknowledged.MAX_MESSAGES; id++) {
            assertThat(received.published(message(qos, id))).isNotEqualTo(Verdict.LEAVE);
        }
        return received.published(message(qos, Unacknowledged.MAX_MESSAGES + 1));
    }

    private static InboundMessage message(int qos, int packetId) {
        return new InboundMessage("test/a", new byte[10], qos, packetId, false, null);
    }
}
