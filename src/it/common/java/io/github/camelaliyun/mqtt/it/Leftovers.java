package io.github.camelaliyun.mqtt.it;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The threads of this JVM before an estate starts, to be compared with those after it stopped. */
public final class Leftovers {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Set<Thread> before = alive();

    /** Fails if a thread is left that was not there at the construction of this object. */
    public void assertNone() {
        await("the estate's threads end")
                .pollInSameThread()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(alive())
                        .filteredOn(thread -> !before.contains(thread))
                        .isEmpty());
    }

    /** Where a framework has threads for the life of the JVM: fails if one of a CamelContext's is left. */
    public static void assertNoneOfCamel() {
        await("the threads of Camel end")
                .pollInSameThread()
                .atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(alive()).noneMatch(thread -> thread.getName().startsWith("Camel (")));
    }

    private static Set<Thread> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getThreadGroup() != null)
                .filter(thread -> !thread.getThreadGroup().getName().equals("system"))
                .collect(Collectors.toSet());
    }
}
