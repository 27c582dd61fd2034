package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** A connection over a scripted network, in virtual time: what it tries, and when. */
final class ConnectRig {

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    final ManualTimer timer = new ManualTimer();
    final ScriptedWire wire = new ScriptedWire();

    MqttConnection connection(List<String> servers, String clientId, int mqttVersion) {
        return TestConnections.of(
                ConnectionOptions.of(servers, clientId)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .maxInflight(10)
                        .mqttVersion(mqttVersion)
                        .maxSubscriptions(30)
                        .build(),
                null,
                new ConnectionThreads(
                        wire,
                        timer,
                        Runnable::run,
                        Runnable::run,
                        timer::nanoTime,
                        () -> Instant.EPOCH.plusNanos(timer.nanoTime()),
                        new Random(1)),
                (connection, event) -> {});
    }
}
