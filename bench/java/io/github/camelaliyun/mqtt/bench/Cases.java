package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.peer.Peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The matrix: one factor at a time around QoS 1, 256 B, loopback. */
final class Cases {

    private static final List<String> ALL =
            List.of(Peers.OURS, Peers.CAMEL_PAHO, Peers.PAHO, Peers.HIVEMQ, Peers.MQTT_JS);
    private static final List<String> ALL_AND_16 =
            List.of(Peers.OURS, Peers.CAMEL_PAHO, Peers.CAMEL_PAHO_16, Peers.PAHO, Peers.HIVEMQ, Peers.MQTT_JS);
    private static final List<String> ALL_AND_PROMPT =
            List.of(Peers.OURS, Peers.CAMEL_PAHO, Peers.PAHO, Peers.PAHO_NODELAY, Peers.HIVEMQ, Peers.MQTT_JS);
    private static final List<String> MANY_IDENTITIES =
            List.of(Peers.OURS, Peers.OURS_BARE, Peers.PAHO, Peers.HIVEMQ, Peers.MQTT_JS);
    private static final List<String> PROMPT = List.of(Peers.OURS, Peers.PAHO_NODELAY, Peers.HIVEMQ, Peers.MQTT_JS);
    /** Without Paho, which would have 40,000 threads. */
    private static final List<String> VERY_MANY_IDENTITIES =
            List.of(Peers.OURS, Peers.OURS_BARE, Peers.HIVEMQ, Peers.MQTT_JS);

    private static final List<String> OURS = List.of(Peers.OURS);

    private static final int TINY = 64;
    private static final int BASE = 256;
    private static final int LARGE = 4 * 1024;
    private static final int HUGE = 60 * 1024;

    /** Some seconds for the fastest, after a third that lets a JVM compile. */
    private static final int BACKLOG = 300_000;

    /** Under the 100,000 that the sandbox keeps for a session. */
    private static final int BACKLOG_SANDBOX = 90_000;

    private static final int BACKLOG_LARGE = 60_000;
    private static final int BACKLOG_HUGE = 6_000;
    private static final int LIVE = 300_000;
    private static final int RATE = 1_000;
    private static final int CONSUMERS = 30;
    private static final List<Integer> FEWER_CONSUMERS = List.of(4, 1);
    private static final List<Integer> IDENTITIES = List.of(1, 100, 1_000);
    private static final int VERY_MANY = 10_000;

    private Cases() {}

    static List<BenchCase> of(Settings settings) {
        return settings.smoke() ? smoke() : full(settings);
    }

    private static List<BenchCase> full(Settings settings) {
        int backlog = Broker.isMosquitto(settings) ? BACKLOG : BACKLOG_SANDBOX;
        List<BenchCase> cases = new ArrayList<>(List.of(
                new PublishCase(ALL_AND_16, 1, BASE, Duration.ZERO),
                new PublishCase(ALL, 0, BASE, Duration.ZERO),
                new PublishCase(ALL, 1, TINY, Duration.ZERO),
                new PublishCase(ALL, 1, LARGE, Duration.ZERO),
                new PublishCase(ALL, 1, HUGE, Duration.ZERO),
                new PublishCase(ALL, 1, BASE, Duration.ofMillis(20)),
                new PublishCase(ALL, 1, BASE, Duration.ofMillis(50)),
                new ConsumeCase(ALL, 1, BASE, backlog),
                new ConsumeCase(ALL, 0, BASE, LIVE),
                new ConsumeCase(ALL, 1, TINY, backlog),
                new ConsumeCase(ALL, 1, LARGE, BACKLOG_LARGE),
                new ConsumeCase(ALL, 1, HUGE, BACKLOG_HUGE),
                new LatencyCase(ALL_AND_PROMPT, RATE)));
        cases.add(new ConsumersCase(CONSUMERS, FEWER_CONSUMERS, new ConsumeCase(OURS, 1, BASE, backlog)));
        IDENTITIES.forEach(count -> cases.add(new IdentitiesCase(MANY_IDENTITIES, count)));
        cases.add(new IdentitiesCase(VERY_MANY_IDENTITIES, VERY_MANY));
        cases.add(StartupCase.of(settings.startupOptions()));
        return cases;
    }

    /** Every kind of case and every peer, each kind of them once, with as little as proves that they work. */
    private static List<BenchCase> smoke() {
        return List.of(
                new PublishCase(ALL_AND_16, 1, BASE, Duration.ZERO),
                new PublishCase(OURS, 1, BASE, Duration.ofMillis(20)),
                new ConsumeCase(ALL, 1, BASE, 3_000),
                new ConsumeCase(OURS, 0, BASE, 3_000),
                new LatencyCase(PROMPT, RATE),
                new ConsumersCase(CONSUMERS, List.of(), new ConsumeCase(OURS, 1, BASE, 3_000)),
                new IdentitiesCase(MANY_IDENTITIES, 3),
                StartupCase.plain());
    }
}
