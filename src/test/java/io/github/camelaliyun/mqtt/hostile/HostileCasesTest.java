package io.github.camelaliyun.mqtt.hostile;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What the cases are made of. */
class HostileCasesTest {

    private static final int CASES = 5_000;

    private final List<HostileCase> cases =
            IntStream.range(0, CASES).mapToObj(new HostileCases(7)::number).toList();

    @Test
    void aSeedHasTheSameCasesAndAnotherSeedOthers() {
        HostileCases same = new HostileCases(7);
        HostileCases others = new HostileCases(8);
        int alike = 0;
        for (HostileCase hostile : cases) {
            HostileCase again = same.number(hostile.number());
            assertThat(again.bytes()).isEqualTo(hostile.bytes());
            assertThat(again.cuts()).isEqualTo(hostile.cuts());
            assertThat(again.framing()).isEqualTo(hostile.framing());
            alike += Arrays.equals(others.number(hostile.number()).bytes(), hostile.bytes()) ? 1 : 0;
        }
        // Some have few variations: a PINGREQ, say.
        assertThat(alike).isLessThan(CASES / 5);
    }

    @Test
    void everyTypeComesWithEveryFlawOfIt() {
        Set<HostileCase.Stratum> seen = cases.stream().map(HostileCase::stratum).collect(Collectors.toSet());

        assertThat(seen).hasSameElementsAs(HostileCases.STRATA);
        assertThat(seen.stream().map(HostileCase.Stratum::type).distinct()).hasSize(16);
        assertThat(seen.stream().map(HostileCase.Stratum::flaw).distinct()).hasSize(Flaw.values().length);
    }

    @Test
    void validPacketsBreakNoRule() {
        cases.stream()
                .filter(hostile -> hostile.stratum().flaw() == Flaw.NONE
                        && hostile.subject().isServersType())
                .forEach(hostile -> assertThat(Rule.of(Rule.Demand.CLOSE, hostile.subject()))
                        .isEmpty());
    }

    @Test
    void everyRuleIsBroken() {
        Set<Rule> broken = cases.stream()
                .flatMap(hostile -> Arrays.stream(Rule.Demand.values())
                        .flatMap(demand -> Rule.of(demand, hostile.subject()).stream()))
                .collect(Collectors.toSet());

        assertThat(broken).containsExactlyInAnyOrder(Rule.values());
    }

    @Test
    void theWritesOfACaseAreItsBytes() {
        for (HostileCase hostile : cases) {
            int length = Arrays.stream(hostile.writes())
                    .mapToInt(write -> write.length)
                    .sum();
            assertThat(length).isEqualTo(hostile.bytes().length);
            assertThat(List.of(hostile.writes())).noneMatch(write -> write.length == 0);
        }
    }

    @Test
    void manyGetPastTheFixedHeader() {
        assertThat(cases.stream().filter(hostile -> hostile.subject().hasGoodHeader()))
                .hasSizeGreaterThan(CASES * 3 / 10);
    }
}
