package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionCounts;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.connection.InboundStatus;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionHealthCheckTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aConnectionWithNothingToComplainOfIsReady() {
        HealthCheck.Result result = call(status(ConnectionState.CONNECTED, true, nothingInbound()));

        assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(result.getDetails()).doesNotContainKeys("oldestSeconds", "oldestTopic", "heldBy", "lastError");
    }

    @Test
    void aConnectionThatIsNotUpIsNotReadyAndSaysWhy() {
        HealthCheck.Result result = call(status(ConnectionState.CONNECTING, true, nothingInbound()));

        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(message(result)).contains("client is not connected to tcp://127.0.0.1:1: refused");
    }

    @Test
    void aConnectionThatNobodyWantsIsNoTrouble() {
        InboundStatus held = inbound(Duration.ofHours(1), Duration.ofHours(1), Map.of("reader", 2), Map.of());

        assertThat(call(status(ConnectionState.DISCONNECTED, false, held)).getState())
                .isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void aStoppedRouteThatHoldsMessagesIsNamedWithWhatToDo() {
        HealthCheck.Result result = call(status(
                ConnectionState.CONNECTED,
                true,
                inbound(Duration.ofSeconds(1), Duration.ofSeconds(1), Map.of("reader", 2), Map.of())));

        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(message(result)).contains("route reader is stopped and holds 2 messages", "whenStopped");
        assertThat(result.getDetails()).containsEntry("heldBy", "2 waiting for the stopped route reader");
    }

    @Test
    void exchangesThatDoNotCompleteAreTold() {
        HealthCheck.Result result = call(status(
                ConnectionState.CONNECTED,
                true,
                inbound(Duration.ofSeconds(1), Duration.ofSeconds(1), Map.of(), Map.of("slow", 3))));

        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(message(result)).contains("3 exchanges of route slow", "completionTimeout");
    }

    @ParameterizedTest
    @CsvSource({"299,600,UP", "300,59,UP", "300,60,DOWN", "86400,0,UP", "86400,61,DOWN"})
    void aMessageThatIsUnfinishedWhileNothingGetsOnIsTold(long age, long sinceAcknowledged, HealthCheck.State state) {
        HealthCheck.Result result = call(status(
                ConnectionState.CONNECTED,
                true,
                inbound(Duration.ofSeconds(age), Duration.ofSeconds(sinceAcknowledged), Map.of(), Map.of())));

        assertThat(result.getState()).isEqualTo(state);
        assertThat(result.getDetails()).containsEntry("oldestSeconds", age).containsEntry("oldestTopic", "test/in");
        if (state == HealthCheck.State.DOWN) {
            assertThat(message(result)).contains("a message on test/in has been unfinished for " + age / 60 + " min");
        }
    }

    @Test
    void refusedFiltersAreTold() {
        InboundStatus refused = new InboundStatus(
                0,
                0,
                0,
                0,
                0,
                null,
                null,
                Duration.ZERO,
                Map.of(),
                Map.of(),
                Map.of(),
                0,
                0,
                0,
                Map.of("test/a\nb", "the server refused it"));
        HealthCheck.Result result = call(status(ConnectionState.CONNECTED, true, refused));

        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(message(result)).isEqualTo("the server refused it");
        assertThat(result.getDetails()).containsEntry("refusedFilters", "test/a\\u000ab");
    }

    @Test
    void countsAreAmongTheDetails() {
        InboundStatus inbound = new InboundStatus(
                1, 2, 3, 4, 5, null, null, Duration.ZERO, Map.of(), Map.of(), Map.of(), 6, 7, 8, Map.of());
        HealthCheck.Result result = call(status(ConnectionState.CONNECTED, true, inbound));

        assertThat(result.getDetails())
                .containsEntry("unclaimed", 1L)
                .containsEntry("unclaimedHeld", 2L)
                .containsEntry("unacknowledged", 3L)
                .containsEntry("bytesHeld", 4L)
                .containsEntry("leftWithBroker", 5L)
                .containsEntry("droppedQos0", 6L)
                .containsEntry("discarded", 7L)
                .containsEntry("duplicates", 8L)
                .containsEntry("givenUp", 14L);
    }

    @Test
    void aClientIdForgesNoLine() {
        ConnectionStatus status = status(ConnectionState.CONNECTING, true, nothingInbound(), "client\nUP");

        assertThat(message(call(status))).doesNotContain("\n");
        assertThat(ConnectionFact.details(status, "")).containsEntry("clientId", "client\\u000aUP");
    }

    static InboundStatus nothingInbound() {
        return inbound(null, Duration.ZERO, Map.of(), Map.of());
    }

    private static InboundStatus inbound(
            Duration age, Duration sinceAcknowledged, Map<String, Integer> stopped, Map<String, Integer> overdue) {
        return new InboundStatus(
                0,
                0,
                0,
                0,
                0,
                age,
                age == null ? null : "test/in",
                sinceAcknowledged,
                stopped,
                Map.of(),
                overdue,
                0,
                0,
                0,
                Map.of());
    }

    private static ConnectionStatus status(ConnectionState state, boolean wanted, InboundStatus inbound) {
        return status(state, wanted, inbound, "client");
    }

    private static ConnectionStatus status(
            ConnectionState state, boolean wanted, InboundStatus inbound, String clientId) {
        boolean up = state == ConnectionState.CONNECTED;
        return new ConnectionStatus(
                "tcp://127.0.0.1:1",
                clientId,
                state,
                wanted,
                NOW,
                1,
                up ? null : "refused",
                up ? null : NOW,
                new ConnectionCounts(9, 10, 11, 12, 13, 14),
                0,
                null,
                null,
                inbound);
    }

    private static HealthCheck.Result call(ConnectionStatus status) {
        HealthCheck check = new ConnectionHealthCheck("connections", () -> List.of(status));
        assertThat(check.isReadiness()).isTrue();
        assertThat(check.isLiveness()).isFalse();
        return check.call(Map.of());
    }

    private static String message(HealthCheck.Result result) {
        return result.getMessage().orElseThrow();
    }
}
