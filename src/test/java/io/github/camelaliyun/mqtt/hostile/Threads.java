package io.github.camelaliyun.mqtt.hostile;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The threads that were there when this was made, to be compared with those of later. */
final class Threads {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Set<Thread> before = now();

    Threads() {
        ManagementFactory.getThreadMXBean().resetPeakThreadCount();
    }

    /** Without those of JUnit and of the JVM itself, which come when they like. */
    private static Set<Thread> now() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !isOfJUnit(thread.getName()) && !isOfTheJvm(thread.getThreadGroup()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isOfJUnit(String name) {
        return name.startsWith("junit-") || name.startsWith("ForkJoinPool-");
    }

    /** @param group null if the thread has ended meanwhile */
    private static boolean isOfTheJvm(ThreadGroup group) {
        return group == null || group.getName().equals("system");
    }

    /** How many more there were at the most. */
    int mostMore() {
        return ManagementFactory.getThreadMXBean().getPeakThreadCount() - before.size();
    }

    /** Waits for the end of those that came since. */
    void assertNoneLeft() {
        // In the thread of the test: Awaitility's own would be one more.
        await().pollInSameThread()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(now()).as("threads").isSubsetOf(before));
    }
}
