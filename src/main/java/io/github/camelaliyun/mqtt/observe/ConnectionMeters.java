package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The meters {@code aliyun.mqtt.*} of one connection, tagged with its clientId and server. They read what the connection
 * counts anyway, when they are asked, all from one {@link RecentStatus}; only the time of an acknowledgement is recorded as it comes. Needs Micrometer on the
 * class path.
 */
final class ConnectionMeters {

    private static final String PREFIX = "aliyun.mqtt.";

    /** A series each, so few: from a broker next door to {@code publishTimeout}. */
    private static final Duration[] BUCKETS =
            List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000).stream()
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final MqttConnection connection;
    /** Held here: a registry holds what its meters read by a weak reference. */
    private final RecentStatus status;

    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    /** Registers none yet. */
    ConnectionMeters(MeterRegistry registry, MqttConnection connection, RecentStatus status) {
        this.registry = registry;
        this.connection = connection;
        this.status = status;
        this.tags = Tags.of(
                "clientId",
                connection.options().clientId(),
                "server",
                connection.options().servers());
    }

    /** Not twice. What filters or listeners of the registry throw ends it; {@link #remove} must follow then. */
    void register() {
        Arrays.stream(ConnectionFact.values()).forEach(this::meter);
        gaugeState();
        timeAcknowledgements();
    }

    private void meter(ConnectionFact fact) {
        switch (fact.kind()) {
            case COUNTER ->
                meters.add(FunctionCounter.builder(PREFIX + fact.meter(), status, s -> fact.number(s.get()))
                        .description(fact.description())
                        .tags(tags)
                        .register(registry));
            case GAUGE -> gauge(fact.meter(), fact.description(), tags, s -> fact.number(s.get()));
            case AGE -> time(fact);
            case TIME_LEFT -> {
                if (fact.of(connection.status()) != null) {
                    time(fact);
                }
            }
            case TEXT -> {
                // It has no number.
            }
        }
    }

    private void time(ConnectionFact fact) {
        meters.add(TimeGauge.builder(PREFIX + fact.meter(), status, TimeUnit.SECONDS, s -> fact.number(s.get()))
                .description(fact.description())
                .tags(tags)
                .register(registry));
    }

    private void gaugeState() {
        for (ConnectionState state : ConnectionState.values()) {
            Tags withState = tags.and("state", state.name().toLowerCase(Locale.ROOT));
            gauge(
                    "connection.state",
                    "1 for the present state, else 0",
                    withState,
                    s -> s.get().state() == state ? 1 : 0);
        }
    }

    private void gauge(String name, String description, Tags tagged, ToDoubleFunction<RecentStatus> value) {
        meters.add(Gauge.builder(PREFIX + name, status, value)
                .description(description)
                .tags(tagged)
                .register(registry));
    }

    private void timeAcknowledgements() {
        Timer timer = Timer.builder(PREFIX + "publish.latency")
                .description("From a publish at QoS 1 or 2 to its acknowledgement")
                .serviceLevelObjectives(BUCKETS)
                .tags(tags)
                .register(registry);
        meters.add(timer);
        connection.tellAcknowledgementTimes(nanos -> timer.record(nanos, TimeUnit.NANOSECONDS));
    }

    void remove() {
        connection.tellAcknowledgementTimes(null);
        for (Meter meter : meters) {
            try {
                registry.remove(meter);
            } catch (Throwable e) {
                // Of a listener of the registry; the others go all the same.
                ConnectionObservers.complain(connection, e);
            }
        }
    }
}
