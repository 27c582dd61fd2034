package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.ConnectionThreads;
import io.github.camelaliyun.mqtt.connection.InboundOptions;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.wire.TransportOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import static org.assertj.core.api.Assertions.assertThat;

class MeteredConnectionsTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void endTimer() {
        timer.shutdownNow();
    }

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void aRegistryThatIsMadeWhileTheContextStartsHasTheConnectionsOfBefore() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            MeteredConnections connections = new MeteredConnections(context);
            connections.opened(connection());
            assertThat(registry.getMeters()).isEmpty();

            context.getRegistry().bind("metricsRegistry", registry);
            context.start();

            assertThat(registry.get("aliyun.mqtt.published")
                            .tag("clientId", "GID_test@@@1")
                            .functionCounter()
                            .count())
                    .isZero();
        }
    }

    @Test
    void noRegistryIsMadeForTheEstateMayMakeItsOwnLater() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            MeteredConnections connections = new MeteredConnections(context);
            connections.opened(connection());
            context.start();

            assertThat(context.getRegistry().lookupByName("metricsRegistry")).isNull();
        }
    }

    @Test
    void aConnectionMadeAnewHasItsOwnMeters() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("metricsRegistry", registry);
            MeteredConnections connections = new MeteredConnections(context);
            MqttConnection first = connection();
            connections.opened(first);
            int meters = registry.getMeters().size();
            connections.closed(first);
            assertThat(registry.getMeters()).isEmpty();

            connections.opened(connection());
            assertThat(registry.getMeters()).hasSize(meters);
        }
    }

    private MqttConnection connection() {
        ConnectionOptions options = new ConnectionOptions(
                List.of("tcp://127.0.0.1:1"),
                "GID_test@@@1",
                true,
                Duration.ofSeconds(90),
                Duration.ofSeconds(3),
                10,
                Duration.ofSeconds(30),
                4,
                TransportOptions.DEFAULTS,
                30,
                null,
                false,
                InboundOptions.defaults(false));
        return new MqttConnection(options, null, new ConnectionThreads(null, timer, null, null), (about, event) -> {});
    }
}
