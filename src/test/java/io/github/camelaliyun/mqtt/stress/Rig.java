package io.github.camelaliyun.mqtt.stress;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionThreads;
import io.github.camelaliyun.mqtt.connection.InboundStatus;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.OutboundMessage;
import io.github.camelaliyun.mqtt.connection.TestConnections;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A connection with a server of its own, for one round. */
final class Rig {

    static final String TOPIC = "stress/t";
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    /** Longer than a round is, however quickly time passes in it. */
    static final Duration PUBLISH_TIMEOUT = Duration.ofHours(1);

    private static final Duration STEP = Duration.ofMillis(250);
    private static final long STEP_NANOS = 500_000;

    final HeldTimer timer = new HeldTimer();
    final RacingServer server;
    final ConnectionThreads threads;
    final Queue<ConnectionEvent> events = new ConcurrentLinkedQueue<>();

    Rig(Rounds rounds, Random random) {
        server = new RacingServer(rounds.threads());
        threads = new ConnectionThreads(
                server,
                timer,
                task -> {
                    Rounds.dawdle();
                    rounds.threads().execute(task);
                },
                task -> {
                    Rounds.dawdle();
                    rounds.threads().execute(task);
                },
                () -> {
                    Rounds.dawdle();
                    return timer.nanoTime();
                },
                InstantSource.system(),
                new Random(random.nextLong()));
    }

    static ConnectionOptions options(int maxInflight) {
        return ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "GID_stress@@@1")
                .cleanSession(false)
                .keepAlive(Duration.ZERO)
                .connectTimeout(CONNECT_TIMEOUT)
                .maxInflight(maxInflight)
                .publishTimeout(PUBLISH_TIMEOUT)
                .maxSubscriptions(100)
                .build();
    }

    MqttConnection connection(int maxInflight, CredentialProcessor credentials) {
        return TestConnections.of(options(maxInflight), credentials, threads, (connection, event) -> events.add(event));
    }

    /** A connection that is up. */
    MqttConnection connected(int maxInflight) {
        MqttConnection connection = connection(maxInflight, null);
        TestConnections.open(connection);
        awaitUp(connection);
        return connection;
    }

    static void awaitUp(MqttConnection connection) {
        Rounds.await(
                () -> connection.state() == ConnectionState.CONNECTED,
                () -> "it does not connect: " + connection.status());
    }

    /** As {@link Rounds#await}; meanwhile time passes quickly, so that whatever is tried again is. */
    void awaitInTime(MqttConnection connection, BooleanSupplier condition, String what) {
        awaitInSteps(STEP, connection, condition, what);
    }

    void awaitInSteps(Duration step, MqttConnection connection, BooleanSupplier condition, String what) {
        long[] stepped = {System.nanoTime()};
        Rounds.await(
                () -> {
                    if (condition.getAsBoolean()) {
                        return true;
                    }
                    if (System.nanoTime() - stepped[0] > STEP_NANOS) {
                        timer.jump(step);
                        stepped[0] = System.nanoTime();
                    }
                    return false;
                },
                () -> what + ": " + connection.status() + "; " + server + "; " + events);
    }

    /** Messages pass in both directions, whatever has been before. */
    void requireAlive(MqttConnection connection, Random random, RacingSubscriber subscriber, int number)
            throws Exception {
        AtomicInteger told = new AtomicInteger();
        connection.publish(new OutboundMessage(TOPIC, RacingServer.bytes(number), 1, false), false, failure -> {
            if (failure == null) {
                told.incrementAndGet();
            }
        });
        server.publish(TOPIC, 1 + random.nextInt(2), number);
        awaitInTime(
                connection,
                () -> told.get() > 0 && server.unacknowledged() == 0 && subscriber.begun(number) > 0,
                "nothing passes the connection any more");
    }

    /** All that has come in has been dealt with; no time passes. */
    void awaitNothingLeft(MqttConnection connection) {
        Rounds.await(
                () -> server.unacknowledged() == 0 && isEmpty(connection),
                () -> "a message waits, and nobody works: " + connection.status() + "; " + server);
        server.requireNoViolation();
    }

    static boolean isEmpty(MqttConnection connection) {
        InboundStatus status = connection.status().inbound();
        return status.bytes() == 0 && status.unacknowledged() == 0 && status.held() == 0 && status.left() == 0;
    }

    /** Closes, and requires that nothing is left of it. */
    void close(MqttConnection connection) {
        TestConnections.close(connection);
        Rounds.await(server::allClosed, () -> "a line is left open: " + server);
        server.requireNoViolation();
    }
}
