package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** A window against a small model of a network and a broker, with chance in everything; a seed repeats a run. */
class PublishSimulationTest {

    private static final int SEEDS = 1_000;

    @Test
    void eachPublishEndsOnceWhateverTheLineDoes() {
        for (int seed = 0; seed < SEEDS; seed++) {
            PublishRun run = new PublishRun(seed, seed % 2 == 0, Duration.ofSeconds(30), 0, true);
            run.play(60 + seed % 100);
            run.finish();
            run.checkAlways();
        }
    }

    @Test
    void onlyThePoisonousFailWhateverElseIsUnderWay() {
        for (int seed = 0; seed < SEEDS; seed++) {
            PublishRun run = new PublishRun(seed, false, Duration.ofHours(10), 10, false);
            run.play(40 + seed % 60);
            run.finish();
            run.checkAlways();
            run.checkPoison();
        }
    }

    @Test
    void twentyGoodOnesASecondGoOnWhileABadOneIsIsolated() {
        for (int seed = 0; seed < 50; seed++) {
            PublishRun run = new PublishRun(seed, seed % 2 == 0, Duration.ofSeconds(30), 0, false);
            run.connect();
            for (int i = 0; i < 20 * 30; i++) {
                run.publish(i == 40 ? "poison" : "good" + i, 1);
                run.rig.advance(Duration.ofMillis(50));
                run.serve(100);
            }
            run.finish();
            run.checkAlways();
            assertThat(run.rig.outcome("poison")).as("seed %d", seed).contains("sent alone");
            assertThat(run.rig.tally.failed.sum()).as("seed %d", seed).isEqualTo(1);
            assertThat(run.closes).as("seed %d", seed).isLessThan(12);
        }
    }
}
