package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.reliability.Scale;
import io.github.camelaliyun.mqtt.simulation.Simulation.Result;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random lives of a connection under virtual time: 2,000 with every build, 100,000 with {@code -Preliability}. {@code -Dsimulation.first} and {@code -Dsimulation.lives} say which; a
 * seed that fails is told with its shortened schedule.
 */
class SimulationIT {

    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final int DEFAULT_LIVES = 2_000;
    private static final int LIVES =
            Integer.getInteger("simulation.lives", Scale.current().pick(DEFAULT_LIVES, 100_000));
    /** How often each fault has to meet each state in so many lives. */
    private static final int ENOUGH = 50;

    /** The others are those of its end, when there are no faults any more. */
    private static final List<ConnectionState> STATES =
            List.of(ConnectionState.DISCONNECTED, ConnectionState.CONNECTING, ConnectionState.CONNECTED);

    private static final int REPEATED = 20;
    private static final String LOGGER = MqttConnection.class.getPackageName();

    /** What is thrown on purpose is logged with its stack: the most of the time, and of the output. */
    @BeforeAll
    static void logNothing() {
        Configurator.setLevel(LOGGER, Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        Configurator.setLevel(LOGGER, Level.INFO);
    }

    @Test
    void noScheduleOfFaultsBreaksAPromise() {
        Simulation simulation = new Simulation();
        List<String> broken = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + LIVES && broken.isEmpty(); seed++) {
            Result result = simulation.live(seed);
            if (!result.violations().isEmpty()) {
                Result shortest = simulation.shorten(result);
                broken.add("seed " + seed + ": " + shortest.violations() + "\n" + shortest.schedule());
            }
        }

        assertThat(broken).isEmpty();
        assertThat(table(simulation))
                .as("each fault in each state of the connection")
                .allSatisfy((cell, times) -> {
                    assertThat(times).isGreaterThan((int) ((long) ENOUGH * LIVES / DEFAULT_LIVES));
                });
    }

    /** Prints how often each fault met each state, and returns it. */
    private static Map<String, Integer> table(Simulation simulation) {
        Map<String, Integer> cells = new LinkedHashMap<>();
        System.out.printf("%-24s", "fault");
        STATES.forEach(state -> System.out.printf("%14s", state));
        System.out.println();
        for (Event.Kind kind : Event.Kind.values()) {
            if (kind.isFault()) {
                System.out.printf("%-24s", kind);
                for (ConnectionState state : STATES) {
                    int times = simulation.hits().getOrDefault(kind + " " + state, 0);
                    cells.put(kind + " " + state, times);
                    System.out.printf("%14d", times);
                }
                System.out.println();
            }
        }
        return cells;
    }

    @Test
    void aSeedHasOneHistory() {
        for (long seed = FIRST; seed < FIRST + REPEATED; seed++) {
            assertThat(new Simulation().live(seed).hash())
                    .as("seed " + seed)
                    .isEqualTo(new Simulation().live(seed).hash());
        }
    }
}
