package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What Camel's health checks and developer console say of a connection. */
class ConnectionHealthIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Sandbox sandbox = SharedSandbox.get();
    private final String clientId = SharedSandbox.uniqueClientId();

    @Test
    void aRouteIsReadyWhileItsConnectionIsUpAndOnlyThen() throws Exception {
        try (FaultProxy line = FaultProxy.inFrontOf(sandbox.tcp().getPort());
                Estate estate = new Estate(line.uri(), clientId)) {
            estate.consume("in", "paho:test/in", e -> {});
            await().atMost(LIMIT).until(() -> state(estate, "consumer:in") == HealthCheck.State.UP);
            assertThat(state(estate, "paho-connections")).isEqualTo(HealthCheck.State.UP);

            line.cut();
            await().atMost(LIMIT).until(() -> state(estate, "consumer:in") == HealthCheck.State.DOWN);
            HealthCheck.Result down = readiness(estate, "paho-connections");
            assertThat(down.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(down.getMessage().orElseThrow()).contains(clientId, "is not connected to", line.uri() + "");
            assertThat(down.getDetails()).containsKeys("lastError", "lastErrorAt", "since", "reconnects");
            assertThat(HealthCheckHelper.invokeLiveness(estate.context(), "full"))
                    .noneMatch(result -> result.getState() == HealthCheck.State.DOWN);

            line.restore();
            await().atMost(LIMIT).until(() -> state(estate, "consumer:in") == HealthCheck.State.UP);
            assertThat(readiness(estate, "paho-connections").getDetails()).containsEntry("reconnects", 1L);
        }
    }

    @Test
    void aConnectionThatOnlyPublishesIsWatchedToo() throws Exception {
        try (FaultProxy line = FaultProxy.inFrontOf(sandbox.tcp().getPort());
                Estate estate = new Estate(line.uri(), clientId)) {
            estate.publish("paho:test/out", "connected");
            assertThat(state(estate, "paho-connections")).isEqualTo(HealthCheck.State.UP);

            line.cut();
            await().atMost(LIMIT).until(() -> state(estate, "paho-connections") == HealthCheck.State.DOWN);
        }
    }

    @Test
    void unclaimedMessagesAreVisible() throws Exception {
        try (Estate estate = new Estate(
                sandbox.tcp(),
                clientId,
                component -> component.getConfiguration().setUnclaimedGrace(2_000))) {
            estate.publish("paho:test/p2p/" + clientId, "nobody takes it");
            await().atMost(LIMIT)
                    .until(() -> Objects.equals(
                            readiness(estate, "paho-connections").getDetails().get("unclaimedHeld"), 1L));
            await().atMost(LIMIT)
                    .until(() -> Objects.equals(
                            readiness(estate, "paho-connections").getDetails().get("unclaimed"), 1L));

            assertThat(readiness(estate, "paho-connections").getDetails()).containsEntry("unclaimedHeld", 0L);
        }
    }

    @Test
    void theDeveloperConsoleShowsEveryConnection() throws Exception {
        String other = SharedSandbox.uniqueClientId();
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.consume("a", "paho:test/a", e -> {}).consume("b", "paho:test/b?clientId=" + other, e -> {});
            await().atMost(LIMIT)
                    .until(() -> estate.component().connectionStatuses().stream()
                                    .filter(status -> status.state() == ConnectionState.CONNECTED)
                                    .count()
                            == 2);

            DevConsole console = estate.context()
                    .getCamelContextExtension()
                    .getContextPlugin(DevConsoleRegistry.class)
                    .resolveById("aliyun-mqtt");
            assertThat((String) console.call(DevConsole.MediaType.TEXT))
                    .contains("clientId: " + clientId, "clientId: " + other, "state: CONNECTED");
            Map<?, ?> json = (Map<?, ?>) console.call(DevConsole.MediaType.JSON);
            assertThat((List<?>) json.get("connections")).hasSize(2);
        }
    }

    private static HealthCheck.State state(Estate estate, String id) {
        return readiness(estate, id).getState();
    }

    private static HealthCheck.Result readiness(Estate estate, String id) {
        return HealthCheckHelper.invokeReadiness(estate.context(), "full").stream()
                .filter(result -> result.getCheck().getId().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no health check " + id));
    }
}
