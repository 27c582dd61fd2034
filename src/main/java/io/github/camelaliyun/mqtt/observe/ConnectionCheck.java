package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.service.Printable;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A health check that looks at some connections: DOWN while it has a complaint about one of them. Any thread may call it. */
public abstract class ConnectionCheck implements HealthCheck {

    static final String GROUP = "aliyun-mqtt";

    private final String id;
    private final Kind kind;
    private final Supplier<List<ConnectionStatus>> connections;
    private volatile boolean enabled = true;

    ConnectionCheck(String id, Kind kind, Supplier<List<ConnectionStatus>> connections) {
        this.id = id;
        this.kind = kind;
        this.connections = connections;
    }

    /** What is wrong with the connection; empty if nothing is. */
    abstract String complaint(ConnectionStatus status);

    /** What will be wrong with it; empty if nothing will. */
    String warning(ConnectionStatus status) {
        return "";
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
    public boolean isReadiness() {
        return kind == Kind.READINESS;
    }

    @Override
    public boolean isLiveness() {
        return kind == Kind.LIVENESS;
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
        builder.detail(CHECK_ID, id).detail(CHECK_GROUP, GROUP).detail(CHECK_KIND, kind);
        if (!enabled) {
            return builder.detail(CHECK_ENABLED, false)
                    .message("Disabled")
                    .unknown()
                    .build();
        }
        List<ConnectionStatus> all = connections.get();
        all.forEach(status -> builder.details(ConnectionFact.details(status, prefix(all, status))));
        String complaint = joined(all, this::complaint);
        if (!complaint.isEmpty()) {
            return builder.down().message(complaint).build();
        }
        String warning = joined(all, this::warning);
        return (warning.isEmpty() ? builder : builder.message(warning)).up().build();
    }

    private static String joined(List<ConnectionStatus> all, Function<ConnectionStatus, String> words) {
        return all.stream().map(words).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    }

    /** With one connection its details need no name in front. */
    private static String prefix(List<ConnectionStatus> all, ConnectionStatus status) {
        return all.size() == 1 ? "" : Printable.of(status.clientId()) + ".";
    }
}
