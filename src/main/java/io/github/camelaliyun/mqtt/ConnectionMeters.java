package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionCounts;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.connection.InboundStatus;
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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The meters {@code aliyun.mqtt.*} of one connection, tagged with its clientId and server. They read what the connection
 * counts anyway, when they are asked; only the time of an acknowledgement is recorded as it comes. Needs Micrometer on the
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
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    ConnectionMeters(MeterRegistry registry, MqttConnection connection) {
        this.registry = registry;
        this.connection = connection;
        this.tags = Tags.of(
                "clientId",
                connection.options().clientId(),
                "server",
                connection.options().servers());
        countMessages();
        gaugeState();
        timeAcknowledgements();
    }

    private void countMessages() {
        count("published", "Messages to be published", ConnectionCounts::published);
        count("acknowledged", "Publishes that the broker has acknowledged", ConnectionCounts::acknowledged);
        count("failed", "Publishes that failed", ConnectionCounts::failed);
        count("received", "Messages that have arrived", ConnectionCounts::received);
        count("redelivered", "Exchanges begun with a message seen before", ConnectionCounts::redelivered);
        count("given.up", "Messages whose last attempt failed", ConnectionCounts::givenUp);
        countInbound("unclaimed", "Messages that no route takes", InboundStatus::unclaimed);
        countInbound("dropped", "QoS 0 messages dropped by a consumer that is too slow", InboundStatus::dropped);
        countInbound("discarded", "Messages of stopped routes that were discarded", InboundStatus::discarded);
        countInbound("duplicates", "Messages that were equal to one in progress", InboundStatus::duplicates);
        countStatus("reconnects", "How often the connection has come back", ConnectionStatus::reconnects);
    }

    private void count(String name, String description, ToLongFunction<ConnectionCounts> count) {
        countStatus(name, description, status -> count.applyAsLong(status.counts()));
    }

    private void countInbound(String name, String description, ToLongFunction<InboundStatus> count) {
        countStatus(name, description, status -> count.applyAsLong(status.inbound()));
    }

    private void countStatus(String name, String description, ToLongFunction<ConnectionStatus> count) {
        meters.add(FunctionCounter.builder(PREFIX + name, connection, c -> count.applyAsLong(c.status()))
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private void gaugeState() {
        gauge(
                "in.flight",
                "Publishes without an outcome yet",
                tags,
                c -> c.status().inFlight());
        gauge(
                "unclaimed.held",
                "Messages that wait for a route that takes them",
                tags,
                c -> c.status().inbound().held());
        gauge(
                "unacknowledged",
                "Messages that the broker waits for an acknowledgement of",
                tags,
                c -> c.status().inbound().unacknowledged());
        gauge(
                "held.bytes",
                "Bytes that received messages take",
                tags,
                c -> c.status().inbound().bytes());
        gauge(
                "left",
                "Messages left with the broker until there is room",
                tags,
                c -> c.status().inbound().left());
        meters.add(TimeGauge.builder(
                        PREFIX + "oldest",
                        connection,
                        TimeUnit.SECONDS,
                        c -> oldestSeconds(c.status().inbound()))
                .description("Age of the oldest message without an outcome; zero if there is none")
                .tags(tags)
                .register(registry));
        for (ConnectionState state : ConnectionState.values()) {
            Tags withState = tags.and("state", state.name().toLowerCase(Locale.ROOT));
            gauge("connection.state", "1 for the present state, else 0", withState, c -> c.state() == state ? 1 : 0);
        }
        if (connection.status().tokenLeft() != null) {
            meters.add(TimeGauge.builder(
                            PREFIX + "token.left",
                            connection,
                            TimeUnit.SECONDS,
                            c -> c.status().tokenLeft().toSeconds())
                    .description("How long the tokens live on")
                    .tags(tags)
                    .register(registry));
        }
    }

    private static double oldestSeconds(InboundStatus inbound) {
        return inbound.oldestAge() == null ? 0 : inbound.oldestAge().toMillis() / 1000.0;
    }

    private void gauge(String name, String description, Tags tagged, ToDoubleFunction<MqttConnection> value) {
        meters.add(Gauge.builder(PREFIX + name, connection, value)
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
        meters.forEach(registry::remove);
    }
}
