package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.Unacknowledged.Arrival;
import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class UnacknowledgedTest {

    private final Unacknowledged bounded = new Unacknowledged(true);

    @Test
    void aMessageThatIsSentAgainWhileItIsProcessedIsTakenOnce() {
        assertThat(bounded.arrived(1, 10)).isEqualTo(Arrival.NEW);
        assertThat(bounded.arrived(1, 10)).isEqualTo(Arrival.REPEATED);
        bounded.acknowledged(1);
        assertThat(bounded.arrived(1, 10)).isEqualTo(Arrival.NEW);
    }

    @Test
    void whatIsOverTheBoundIsLeftAndFetchedOnceThereIsRoom() {
        fill(bounded, Unacknowledged.MAX_MESSAGES, 1);
        assertThat(bounded.arrived(10_001, 1)).isEqualTo(Arrival.TOO_MANY);
        assertThat(bounded.arrived(10_002, 1)).isEqualTo(Arrival.TOO_MANY);

        int third = Unacknowledged.MAX_MESSAGES / 3;
        for (int id = 1; id < Unacknowledged.MAX_MESSAGES - third; id++) {
            assertThat(bounded.acknowledged(id)).isZero();
        }
        assertThat(bounded.acknowledged(Unacknowledged.MAX_MESSAGES - third)).isEqualTo(2);
    }

    @Test
    void onceAMessageWasLeftTheLaterOnesAreToo() {
        fill(bounded, Unacknowledged.MAX_MESSAGES, 1);
        bounded.arrived(10_001, 1);
        bounded.acknowledged(1);

        assertThat(bounded.arrived(10_002, 1)).isEqualTo(Arrival.TOO_MANY);
    }

    @Test
    void largeMessagesReachTheBoundSooner() {
        int large = (int) (Unacknowledged.MAX_BYTES / 4);
        fill(bounded, 4, large);

        assertThat(bounded.arrived(10_001, 1)).isEqualTo(Arrival.TOO_MANY);
        assertThat(bounded.acknowledged(1)).isZero();
    }

    @Test
    void nothingIsLeftWithABrokerThatKeepsNoSession() {
        Unacknowledged unbounded = new Unacknowledged(false);
        fill(unbounded, Unacknowledged.MAX_MESSAGES + 1, 1);

        assertThat(unbounded.acknowledged(1)).isZero();
    }

    private static void fill(Unacknowledged unacknowledged, int messages, int size) {
        IntStream.rangeClosed(1, messages)
                .forEach(id -> assertThat(unacknowledged.arrived(id, size)).isEqualTo(Arrival.NEW));
    }
}
