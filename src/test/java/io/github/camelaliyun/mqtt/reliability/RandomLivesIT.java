package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Random schedules: routes come, go, change and fail while the line breaks, and what is promised must hold each time.
 * {@code -Dreliability.seed=<n>} runs that one life alone.
 */
@RequiresMosquitto
class RandomLivesIT {

    private static final Scale SCALE = Scale.current();
    private static final int LIVES = Integer.getInteger("reliability.seed", -1) >= 0 ? 1 : SCALE.pick(20, 300);
    private static final int AT_ONCE = 10;
    private static final int WIDE_WINDOW = 1_000;
    private static final int SHOWN = 10;
    private static final Duration GONE_WITHIN = Duration.ofSeconds(20);

    @Test
    void noRouteIsSilentAndNothingIsLostWhateverHappensToRoutesAndLine() throws Exception {
        Stopwatch clock = new Stopwatch();
        Set<Thread> threadsBefore = Leftovers.threads();
        long firstSeed = Fault.seed();
        List<RandomLife.Verdict> verdicts = new ArrayList<>();
        try (Mosquitto narrow = Mosquitto.start(Mosquitto.Options.anonymous());
                Mosquitto wide = Mosquitto.start(Mosquitto.Options.anonymous().withMaxInflight(WIDE_WINDOW))) {
            ExecutorService lives = Executors.newFixedThreadPool(AT_ONCE, task -> new Thread(task, "life"));
            try {
                List<Future<RandomLife.Verdict>> running = LongStream.range(firstSeed, firstSeed + LIVES)
                        .mapToObj(LifePlan::of)
                        .map(plan -> lives.submit(() -> new RandomLife(plan, plan.wideWindow() ? wide : narrow).run()))
                        .toList();
                for (Future<RandomLife.Verdict> life : running) {
                    verdicts.add(life.get());
                }
            } finally {
                lives.shutdownNow();
            }
        }
        List<RandomLife.Verdict> failed = verdicts.stream()
                .filter(verdict -> !verdict.findings().isEmpty())
                .toList();
        report(verdicts, failed, clock.elapsed());
        assertThat(failed).as(() -> describe(failed)).isEmpty();
        List<String> contexts =
                verdicts.stream().map(RandomLife.Verdict::context).toList();
        await().atMost(GONE_WITHIN)
                .untilAsserted(
                        () -> assertThat(leftOver(contexts, threadsBefore)).isEmpty());
    }

    private static List<String> leftOver(List<String> contexts, Set<Thread> before) {
        List<String> left = new ArrayList<>(Leftovers.threadsOf(contexts, before));
        Leftovers.threads().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("Mqtt"))
                .forEach(left::add);
        return left;
    }

    private static void report(List<RandomLife.Verdict> verdicts, List<RandomLife.Verdict> failed, Duration took) {
        Report.add(
                "random lives",
                "Mosquitto",
                verdicts.stream().mapToLong(RandomLife.Verdict::acknowledged).sum(),
                verdicts.stream().mapToLong(RandomLife.Verdict::lost).sum(),
                verdicts.stream().mapToLong(RandomLife.Verdict::repeated).sum(),
                verdicts.stream()
                        .mapToInt(verdict -> verdict.plan().events().size())
                        .sum(),
                took,
                verdicts.size() + " lives from seed " + verdicts.get(0).plan().seed() + ", " + failed.size()
                        + " failed, the longest that passed took "
                        + verdicts.stream()
                                .filter(verdict -> verdict.findings().isEmpty())
                                .mapToLong(verdict -> verdict.took().toMillis())
                                .max()
                                .orElse(0)
                        + " ms");
    }

    private static String describe(List<RandomLife.Verdict> failed) {
        String findings = failed.stream()
                .map(verdict -> "seed " + verdict.plan().seed() + ": " + verdict.findings())
                .collect(Collectors.joining("\n"));
        String plans = failed.stream()
                .limit(SHOWN)
                .map(verdict -> verdict.plan()
                        + "\n  again: mvn verify -Dit.test=RandomLivesIT -Dreliability.seed="
                        + verdict.plan().seed())
                .collect(Collectors.joining("\n"));
        return failed.size() + " lives failed\n" + findings + "\n" + plans;
    }
}
