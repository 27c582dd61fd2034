package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Ready means connected: DOWN while one of its connections is not, or while the broker refuses one of their topic
 * filters. It is no liveness check, since restarting this process does not bring a broker back. Any thread may call it.
 */
final class ConnectionHealthCheck implements HealthCheck {

    static final String GROUP = "aliyun-mqtt";

    private final String id;
    private final Supplier<List<ConnectionStatus>> connections;
    private volatile boolean enabled = true;

    ConnectionHealthCheck(String id, Supplier<List<ConnectionStatus>> connections) {
        this.id = id;
        this.connections = connections;
    }

    @Override
    public String getGroup() {
        return GROUP;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder builder = HealthCheckResultBuilder.on(this);
        builder.detail(CHECK_ID, id).detail(CHECK_GROUP, GROUP).detail(CHECK_KIND, Kind.READINESS);
        if (!enabled) {
            return builder.detail(CHECK_ENABLED, false)
                    .message("Disabled")
                    .unknown()
                    .build();
        }
        List<ConnectionStatus> all = connections.get();
        all.forEach(status -> builder.details(ConnectionDetails.of(status, prefix(all, status))));
        String complaint = all.stream()
                .map(ConnectionHealthCheck::complaint)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        if (!complaint.isEmpty()) {
            return builder.down().message(complaint).build();
        }
        String warning = all.stream()
                .map(ConnectionHealthCheck::warning)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        return (warning.isEmpty() ? builder : builder.message(warning)).up().build();
    }

    /** Up still, but not for ever. */
    private static String warning(ConnectionStatus status) {
        return status.tokenTrouble() == null
                ? ""
                : status.clientId() + " has " + status.tokenLeft().toSeconds()
                        + " s until its token expires and gets no new one: " + status.tokenTrouble();
    }

    /** With one connection its details need no name in front. */
    private static String prefix(List<ConnectionStatus> all, ConnectionStatus status) {
        return all.size() == 1 ? "" : status.clientId() + ".";
    }

    private static String complaint(ConnectionStatus status) {
        if (status.state() != ConnectionState.CONNECTED) {
            return status.clientId() + " is not connected to " + status.server()
                    + (status.lastError() == null ? "" : ": " + status.lastError());
        }
        return String.join("; ", status.refused().values());
    }
}
