package io.github.camelaliyun.mqtt.kit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ChildJvmTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Says what it was given, then echoes its input; ends with 3 when that ends. */
    static final class Echo {
        public static void main(String[] args) throws IOException {
            System.out.println("started with " + args[0] + ", " + System.getProperty("echo.option"));
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println("echo " + line);
            }
            System.exit(3);
        }
    }

    /** Waits only for the end of its input. */
    static final class Idle {
        public static void main(String[] args) throws IOException {
            System.out.println("idle");
            ChildJvm.awaitEndOfInput();
        }
    }

    @Test
    void itRunsAClassOfTheTestsAndTalksInLines() {
        try (ChildJvm child = ChildJvm.start(Echo.class, List.of("-Decho.option=yes"), "an argument")) {
            child.awaitLine("started with an argument, yes", LIMIT);
            child.send("hello");
            child.awaitLine("echo hello", LIMIT);

            assertThat(child.lines()).containsExactly("started with an argument, yes", "echo hello");
            child.close();
            assertThat(child.awaitExit(LIMIT)).isEqualTo(3);
        }
    }

    @Test
    void itEndsByItselfWhenItsInputEnds() {
        ChildJvm child = ChildJvm.start(Idle.class, List.of());
        child.awaitLine("idle", LIMIT);
        child.close();

        assertThat(child.awaitExit(Duration.ZERO)).isZero();
    }

    @Test
    void aKillLeavesItNoTimeForAnything() {
        try (ChildJvm child = ChildJvm.start(Echo.class, List.of(), "x")) {
            child.awaitLine("started", LIMIT);
            child.kill();

            assertThat(child.isAlive()).isFalse();
            assertThat(child.awaitExit(Duration.ZERO)).isEqualTo(128 + 9);
        }
    }

    @Test
    void aLineThatDoesNotComeFailsWithWhatCameInstead() {
        try (ChildJvm child = ChildJvm.start(Echo.class, List.of(), "x")) {
            child.awaitLine("started", LIMIT);
            assertThatThrownBy(() -> child.awaitLine("nobody says this", Duration.ofMillis(200)))
                    .hasMessageContaining("did not print 'nobody says this'")
                    .hasMessageContaining("started with x");
            child.kill();
            assertThatThrownBy(() -> child.awaitLine("nobody says this", LIMIT))
                    .hasMessageContaining("ended with status 137");
        }
    }
}
