package io.github.camelaliyun.mqtt.it;

import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The threads of this JVM before an estate starts, to be compared with those after it stopped. */
public final class Leftovers {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Set<Thread> before = alive();

    /** Fails if a thread is left that was not there at the construction of this object. */
    public void assertNone() {
        assertNone(thread -> true);
    }

    /** The same, looking only at some: frameworks keep pools of their own for the life of the JVM. */
    public void assertNone(Predicate<Thread> ours) {
        await("the estate's threads end")
                .pollInSameThread()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(alive())
                        .filteredOn(thread -> !before.contains(thread))
                        .filteredOn(ours)
                        .isEmpty());
    }

    private static Set<Thread> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getThreadGroup() != null)
                .filter(thread -> !thread.getThreadGroup().getName().equals("system"))
                .collect(Collectors.toSet());
    }
}
