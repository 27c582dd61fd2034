package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionCounts;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionLivenessCheckTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TOO_LONG = ConnectionLivenessCheck.STUCK.plusSeconds(1);

    @ParameterizedTest
    @EnumSource(names = {"DISCONNECTED", "CONNECTING", "CLOSING"})
    void whoeverHasNotMovedForLongIsStuck(ConnectionState state) {
        HealthCheck.Result stuck = call(state, TOO_LONG);

        assertThat(stuck.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(stuck.getMessage().orElseThrow())
                .contains("GID_test@@@1 has been " + state + " for 5 min", "restart the process");
    }

    @ParameterizedTest
    @EnumSource(names = {"DISCONNECTED", "CONNECTING"})
    void whoeverTriesIsAlive(ConnectionState state) {
        assertThat(call(state, Duration.ofMinutes(2)).getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void aConnectionThatIsUpIsAliveHoweverOld() {
        assertThat(call(ConnectionState.CONNECTED, Duration.ofDays(100)).getState())
                .isEqualTo(HealthCheck.State.UP);
    }

    private static HealthCheck.Result call(ConnectionState state, Duration unchanged) {
        ConnectionStatus status = new ConnectionStatus(
                "tcp://127.0.0.1:1",
                "GID_test@@@1",
                state,
                true,
                NOW.minus(unchanged),
                0,
                null,
                null,
                new ConnectionCounts(0, 0, 0, 0, 0, 0),
                0,
                null,
                null,
                ConnectionHealthCheckTest.nothingInbound());
        HealthCheck check =
                new ConnectionLivenessCheck("liveness", () -> List.of(status), Clock.fixed(NOW, ZoneOffset.UTC));
        assertThat(check.isLiveness()).isTrue();
        assertThat(check.isReadiness()).isFalse();
        return check.call(Map.of());
    }
}
