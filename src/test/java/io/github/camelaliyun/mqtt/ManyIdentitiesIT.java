package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Many devices in one JVM, all from one route template. */
class ManyIdentitiesIT {

    /** Over the number at which Camel's ordinary timer pool takes no more tasks. */
    /** However many connections there are. */
    private static final int MOST_THREADS = 50;

    private static final int IDENTITIES = 300;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Sandbox sandbox = SharedSandbox.get();
    private final String clientId = SharedSandbox.uniqueClientId();
    private final Set<String> received = ConcurrentHashMap.newKeySet();

    @Test
    void eachHasItsConnectionAndGetsWhatIsForIt() throws Exception {
        int threadsBefore = threads();
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.add(new RouteBuilder() {
                @Override
                public void configure() {
                    routeTemplate("device")
                            .templateParameter("id")
                            .from("paho:test/p2p/{{id}}?clientId={{id}}")
                            .process(exchange -> received.add(exchange.getFromRouteId()
                                    + "="
                                    + exchange.getIn().getBody(String.class)));
                }
            });
            for (String id : ids()) {
                TemplatedRouteBuilder.builder(estate.context(), "device")
                        .routeId(id)
                        .parameter("id", id)
                        .add();
            }
            await().atMost(LIMIT).until(() -> connected(estate) == IDENTITIES);
            for (String id : ids()) {
                estate.publishAsync("paho:test/p2p/" + id, "for " + id);
            }

            await().atMost(LIMIT).until(() -> received.size() == IDENTITIES);
            assertThat(received).allMatch(entry -> entry.split("=")[1].equals("for " + entry.split("=")[0]));
            assertThat(threads() - threadsBefore).isLessThan(MOST_THREADS);
        }
    }

    private String[] ids() {
        return IntStream.range(0, IDENTITIES).mapToObj(i -> clientId + "-" + i).toArray(String[]::new);
    }

    private static long connected(Estate estate) {
        return estate.component().connectionStatuses().stream()
                .filter(status -> status.state() == ConnectionState.CONNECTED)
                .filter(status -> status.clientId().matches(".*-\\d+"))
                .count();
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
