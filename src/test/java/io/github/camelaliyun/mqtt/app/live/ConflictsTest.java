package io.github.camelaliyun.mqtt.app.live;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

class ConflictsTest {

    private static final Claim X = new Claim("id", "x");
    private static final Claim Y = new Claim("id", "y");

    private final Conflicts conflicts = new Conflicts();

    private static Map<String, List<Claim>> wanted(String name, List<Claim> claims, String other, List<Claim> others) {
        return new TreeMap<>(Map.of(name, claims, other, others));
    }

    @Test
    void whoStaysKeepsWhatItHas() {
        conflicts.stays("z", List.of(X));

        assertThat(conflicts.refused(wanted("a", List.of(X), "b", List.of(Y)), Map.of()))
                .containsOnlyKeys("a");
    }

    @Test
    void whoHadItComesBeforeTheFirstByName() {
        assertThat(conflicts.refused(wanted("a", List.of(X), "b", List.of(X)), Map.of("b", Set.of(X))))
                .containsOnlyKeys("a");
        assertThat(new Conflicts().refused(wanted("a", List.of(X), "b", List.of(X)), Map.of()))
                .containsOnlyKeys("b");
    }

    /** The other one may be free of its rival when that is refused for a reason of its own. */
    @Test
    void whoLosesToOneThatIsRefusedItselfIsNotRefusedYet() {
        conflicts.stays("z", List.of(Y));

        assertThat(conflicts.refused(wanted("a", List.of(X, Y), "b", List.of(X)), Map.of()))
                .containsOnlyKeys("a");
    }

    @Test
    void theSameTwiceInOneFileIsRefused() {
        assertThat(conflicts
                        .refused(Map.of("a", List.of(X, X)), Map.of())
                        .get("a")
                        .reason())
                .isEqualTo("the id \"x\" is there twice");
    }
}
