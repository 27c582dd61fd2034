package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.TransportOptions;

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
                new ConnectionOptions(
                        servers,
                        clientId,
                        true,
                        Duration.ofSeconds(90),
                        CONNECT_TIMEOUT,
                        10,
                        Duration.ofSeconds(30),
                        mqttVersion,
                        TransportOptions.DEFAULTS,
                        30,
                        null,
                        false,
                        InboundOptions.defaults(false)),
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
