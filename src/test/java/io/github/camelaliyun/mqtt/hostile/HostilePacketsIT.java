package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.kit.RequiresNode;
import io.github.camelaliyun.mqtt.reliability.Scale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a server sends, a line delivers what a second decoder sees in it, or closes and says why. Where the two differ,
 * MQTT 3.1.1 says that the line is right ({@link Rule}).
 */
@RequiresNode
@Timeout(value = 90, unit = TimeUnit.MINUTES)
class HostilePacketsIT {

    /** Half of them over each transport. */
    private static final int CASES =
            Integer.getInteger("hostile.packets", Scale.current().pick(10_000, 1_000_000)) / 2;

    /** One case again: {@code -Dhostile.first=<its number> -Dhostile.packets=2}. */
    private static final int FIRST = Integer.getInteger("hostile.first", 0);

    private static final long SEED = Long.getLong("hostile.seed", 311);
    private static final double LEAST_PAST_THE_HEADER = 0.3;
    /** What classes, compiled code's data and the counts of the summary may need. */
    private static final long MOST_HEAP_GROWTH = 8 << 20;
    /** Netty takes direct memory in chunks of four megabytes, at most a few for each thread. */
    private static final long MOST_DIRECT_GROWTH = 16 << 20;

    private static Judge judge;

    @BeforeAll
    static void startTheJudge() {
        judge = new Judge();
    }

    @AfterAll
    static void endTheJudge() {
        judge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void whateverAServerSendsIsDeliveredOrRefusedWithItsReason(String scheme) throws Exception {
        Threads threads = new Threads();
        HostileRun run = new HostileRun(SEED, judge);
        run.play(scheme, FIRST, CASES);
        System.out.println("hostile.seed=" + SEED + " over " + scheme + ": " + run);

        assertThat(run.summary().wrong()).as("what went wrong, of seed " + SEED).isEmpty();
        assertThat(run.summary().cases()).isEqualTo(CASES);
        if (CASES >= HostileCases.STRATA.size()) {
            assertThat(run.summary().pastTheHeader())
                    .as("share of the cases that get past the fixed header")
                    .isGreaterThan(LEAST_PAST_THE_HEADER);
        }
        assertThat(run.heapGrowth()).as("growth of the heap").isLessThan(MOST_HEAP_GROWTH);
        assertThat(run.directGrowth()).as("growth of direct memory").isLessThan(MOST_DIRECT_GROWTH);
        threads.assertNoneLeft();
    }
}
