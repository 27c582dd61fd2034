package io.github.camelaliyun.mqtt.reliability;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

class FaultTest {

    @Test
    void aSeedRepeatsItsOrderAndEveryKindComesAsOften() {
        List<Fault> deck = Fault.deck(50, 7);

        assertThat(Fault.deck(50, 7)).isEqualTo(deck);
        assertThat(Fault.deck(50, 8)).isNotEqualTo(deck);
        for (Fault kind : Fault.values()) {
            assertThat(Collections.frequency(deck, kind)).isEqualTo(10);
        }
    }

    @Test
    void aShortDeckMayHoldAnyKind() {
        Set<Fault> seen = LongStream.range(0, 100)
                .boxed()
                .flatMap(seed -> Fault.deck(2, seed).stream())
                .collect(Collectors.toSet());

        assertThat(seen).containsExactlyInAnyOrder(Fault.values());
    }
}
