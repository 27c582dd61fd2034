package io.github.camelaliyun.mqtt.bench;

import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the bench: the whole in {@code mvn verify -f bench}, a smoke form of it in every build of the main project. No speed is
 * asserted.
 */
class BenchIT {

    /** Loses what arrives before its callback is set. */
    private static final String LOSES_A_BACKLOG = "camel-paho";

    /** A consumer that is too far behind drops QoS 0 messages. */
    private static final String MAY_BE_DROPPED = "qos0";

    private static List<Results> results;

    @Test
    void everyPeerThatIsThereHasFiguresForEveryCase() throws Exception {
        System.setProperty("bench.scale", System.getProperty("bench.scale", "smoke"));
        Settings settings = Settings.ofSystemProperties();
        Bench bench = new Bench(settings, System.out);

        results = bench.run();

        assertThat(bench.failures()).isEmpty();
        assertThat(results)
                .allSatisfy(
                        one -> assertThat(one.peers()).allSatisfy(peer -> assertFigures(one, peer, settings.rounds())));
        assertWritten(settings.folder());
    }

    private static void assertFigures(Results results, String peer, int rounds) {
        Metric main = results.benchCase().metrics().get(0);
        if (!peer.equals(LOSES_A_BACKLOG)) {
            assertThat(results.values(peer, main))
                    .as(
                            "%s of %s in %s",
                            main.title(), peer, results.benchCase().id())
                    .hasSize(rounds)
                    .allSatisfy(value -> assertThat(value).isPositive());
            if (!results.benchCase().id().contains(MAY_BE_DROPPED)) {
                assertThat(results.present(peer, Metric.MISSING))
                        .as("missing for %s in %s", peer, results.benchCase().id())
                        .allSatisfy(count -> assertThat(count).isZero());
            }
        }
    }

    private static void assertWritten(Path folder) throws Exception {
        JsonObject root = (JsonObject) Jsoner.deserialize(Files.readString(folder.resolve("results.json")));
        JsonObject environment = root.getMap("environment");
        assertThat(environment.keySet()).contains("cores", "java", "broker");
        assertThat((Collection<?>) root.getCollection("cases")).hasSameSizeAs(results);
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains(results.stream().map(one -> one.benchCase().id()).toList());
    }
}
