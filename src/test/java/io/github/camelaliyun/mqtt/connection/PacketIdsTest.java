package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.PacketIds.Answer;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class PacketIdsTest {

    private static final int ALL = 65_535;
    private static final Answer NOBODY = packet -> {};

    private final PacketIds ids = new PacketIds(new Random(1));

    @Test
    void identifiersAreTheNumbersFrom1To65535AndThenAgain() {
        int first = ids.take(NOBODY);
        int expected = first;
        for (int i = 0; i < ALL; i++) {
            ids.free(expected);
            expected = expected % ALL + 1;
            assertThat(ids.take(NOBODY)).isEqualTo(expected).isBetween(1, ALL);
        }
        assertThat(expected).isEqualTo(first);
    }

    @Test
    void identifiersInUseAreLeftOut() {
        takeAll();
        ids.free(7);
        ids.free(40_000);

        assertThat(List.of(ids.take(NOBODY), ids.take(NOBODY))).containsExactlyInAnyOrder(7, 40_000);
    }

    @Test
    void anIdentifierIsNotTakenAgainAtOnce() {
        int first = ids.take(NOBODY);
        ids.free(first);

        assertThat(ids.take(NOBODY)).isNotEqualTo(first);
    }

    @Test
    void whenAllAreInUseNoneIsGiven() {
        takeAll();
        assertThat(ids.take(NOBODY)).isEqualTo(PacketIds.NONE);

        ids.free(ALL);
        assertThat(ids.take(NOBODY)).isEqualTo(ALL);
    }

    @Test
    void whoWaitsIsToldOfEachPacketUntilTheIdentifierIsFreeAndNobodyElse() {
        List<String> told = new ArrayList<>();
        int first = ids.take(packet -> told.add("first " + packet));
        int second = ids.take(packet -> told.add("second " + packet));

        ids.answered(second, new Packet.Pubrec(second));
        ids.answered(second, new Packet.Pubcomp(second));
        ids.free(second);
        ids.answered(second, new Packet.Pubcomp(second));
        ids.answered(first, new Packet.Puback(first));
        ids.answered(second + 1, new Packet.Puback(second + 1));

        assertThat(told)
                .containsExactly(
                        "second " + new Packet.Pubrec(second),
                        "second " + new Packet.Pubcomp(second),
                        "first " + new Packet.Puback(first));
    }

    @Test
    void anIdentifierIsInUseUntilItIsFreed() {
        int id = ids.take(NOBODY);
        assertThat(ids.inUse()).isEqualTo(1);
        ids.answered(id, new Packet.Pubrec(id));
        assertThat(ids.inUse()).isEqualTo(1);

        ids.free(id);
        assertThat(ids.inUse()).isZero();
    }

    @Test
    void whatNoAnswerIsExpectedForIsInUseStill() {
        int first = ids.take(packet -> {});
        int second = ids.take(packet -> {});
        ids.expectNoMore(first);
        assertThat(ids.inUse()).isEqualTo(2);
        assertThat(ids.expected()).isEqualTo(1);

        ids.free(first);
        assertThat(ids.inUse()).isEqualTo(1);
        assertThat(ids.expected()).isEqualTo(1);
        ids.free(second);
        assertThat(ids.expected()).isZero();
    }

    @Test
    void aNewProcessBeginsAnywhere() {
        Set<Integer> firsts = new HashSet<>();
        Random random = new Random(2);
        for (int i = 0; i < 100; i++) {
            firsts.add(new PacketIds(random).take(NOBODY));
        }

        assertThat(firsts).hasSizeGreaterThan(90).allMatch(id -> id >= 1 && id <= ALL);
    }

    private void takeAll() {
        for (int i = 0; i < ALL; i++) {
            ids.take(NOBODY);
        }
    }
}
