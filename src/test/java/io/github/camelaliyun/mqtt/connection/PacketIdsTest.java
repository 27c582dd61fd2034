package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.PacketIds.Answer;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PacketIdsTest {

    private static final int ALL = 65_535;
    private static final byte[] NOTHING = {};
    private static final Answer NOBODY = codes -> {};

    private final PacketIds ids = new PacketIds();

    @Test
    void identifiersAreTheNumbersFrom1To65535AndThenAgain() throws Exception {
        for (int expected = 1; expected <= ALL; expected++) {
            assertThat(ids.take(NOBODY)).isEqualTo(expected);
            ids.answered(expected, NOTHING);
        }
        assertThat(ids.take(NOBODY)).isEqualTo(1);
    }

    @Test
    void identifiersInUseAreLeftOut() throws Exception {
        takeAll();
        ids.answered(7, NOTHING);
        ids.answered(40_000, NOTHING);

        assertThat(List.of(ids.take(NOBODY), ids.take(NOBODY))).containsExactly(7, 40_000);
    }

    @Test
    void anIdentifierIsNotTakenAgainAtOnce() throws Exception {
        int first = ids.take(NOBODY);
        ids.answered(first, NOTHING);

        assertThat(ids.take(NOBODY)).isNotEqualTo(first);
    }

    @Test
    void whenAllAreInUseNoneIsGiven() throws Exception {
        takeAll();
        assertThatThrownBy(() -> ids.take(NOBODY))
                .isInstanceOfSatisfying(
                        MqttException.class,
                        e -> assertThat(e.getReasonCode())
                                .isEqualTo(MqttException.REASON_CODE_NO_MESSAGE_IDS_AVAILABLE));

        ids.answered(ALL, NOTHING);
        assertThat(ids.take(NOBODY)).isEqualTo(ALL);
    }

    @Test
    void whoWaitsIsToldOnceAndNobodyElse() throws Exception {
        List<String> told = new ArrayList<>();
        int first = ids.take(codes -> told.add("first " + codes[0]));
        int second = ids.take(codes -> told.add("second " + codes[0]));

        ids.answered(second, new byte[] {1});
        ids.answered(second, new byte[] {2});
        ids.answered(first, new byte[] {3});
        ids.answered(999, new byte[] {4});

        assertThat(told).containsExactly("second 1", "first 3");
    }

    @Test
    void anIdentifierWaitsUntilItsAnswer() throws Exception {
        int id = ids.take(NOBODY);
        assertThat(ids.isWaiting(id)).isTrue();
        assertThat(ids.isWaiting(id + 1)).isFalse();

        ids.answered(id, NOTHING);
        assertThat(ids.isWaiting(id)).isFalse();
    }

    private void takeAll() throws MqttException {
        for (int i = 0; i < ALL; i++) {
            ids.take(NOBODY);
        }
    }
}
