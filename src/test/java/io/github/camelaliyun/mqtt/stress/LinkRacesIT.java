package io.github.camelaliyun.mqtt.stress;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.TestConnections;
import io.github.camelaliyun.mqtt.credential.Credentials;
import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Links that come and end while others want something else: in the end the connection works, or is closed. */
class LinkRacesIT {

    private static final int ANY = 77;

    @Test
    void aConnectionWorksWhateverItsConnectRacedWith() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> connect(rounds, random));
        }
    }

    private static void connect(Rounds rounds, Random random) throws Exception {
        Rig rig = new Rig(rounds, random);
        rig.server.welcomes = false;
        MqttConnection connection = rig.connection(10, null);
        RacingSubscriber subscriber = started(rounds, random, connection);
        TestConnections.open(connection);
        Rounds.await(() -> rig.server.present() != null, () -> "it does not connect");
        int rival = random.nextInt(4);
        rounds.race(random, own -> rig.server.welcomeAll(), own -> {
            if (rival == 0) {
                TestConnections.rest(connection);
                Rounds.spin(own);
                TestConnections.open(connection);
            } else if (rival == 1) {
                RacingLine line = rig.server.present();
                if (line != null) {
                    line.closeByServer();
                }
            } else {
                // Nobody waits for CONNACK so long.
                rig.timer.jump(Rig.CONNECT_TIMEOUT);
            }
        });

        rig.requireAlive(connection, random, subscriber, ANY);
        rig.awaitInTime(
                connection, () -> connection.state() == ConnectionState.CONNECTED, "it does not stay connected");
        rig.close(connection);
        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
    }

    private static RacingSubscriber started(Rounds rounds, Random random, MqttConnection connection) {
        RacingSubscriber subscriber = new RacingSubscriber("s", 1, 1_000, rounds.threads(), random, false);
        TestConnections.declare(connection, subscriber);
        connection.start(subscriber);
        return subscriber;
    }

    @Test
    void aConnectionWorksThoughItsCredentialsCameLateForAnAttemptThatWasGivenUp() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> lateCredentials(rounds, random));
        }
    }

    private static void lateCredentials(Rounds rounds, Random random) throws Exception {
        Rig rig = new Rig(rounds, random);
        rig.server.refusals = random.nextInt(2);
        CountDownLatch come = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        MqttConnection connection = rig.connection(10, clientId -> {
            if (asked.incrementAndGet() == 1) {
                try {
                    come.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return new Credentials("user", "password");
        });
        RacingSubscriber subscriber = started(rounds, random, connection);
        TestConnections.open(connection);
        Rounds.await(() -> asked.get() == 1, () -> "no credentials are asked for");
        TestConnections.rest(connection);
        rounds.race(random, own -> TestConnections.open(connection), own -> come.countDown());

        rig.requireAlive(connection, random, subscriber, ANY);
        rig.close(connection);
    }

    @Test
    void aConnectionThatRestsAndOpensAgainHasOneLineAtATimeAndWorks() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> restAndOpen(rounds, random));
        }
    }

    private static void restAndOpen(Rounds rounds, Random random) throws Exception {
        Rig rig = new Rig(rounds, random);
        MqttConnection connection = rig.connected(10);
        RacingSubscriber subscriber = started(rounds, random, connection);
        rounds.race(
                random,
                own -> {
                    for (int i = 0; i < 3; i++) {
                        TestConnections.rest(connection);
                        Rounds.spin(own);
                        TestConnections.open(connection);
                        Rounds.spin(own);
                    }
                },
                own -> {
                    RacingLine line = rig.server.present();
                    if (line != null) {
                        line.closeByServer();
                    }
                },
                own -> rig.server.publish(Rig.TOPIC, 1, 0));

        rig.requireAlive(connection, random, subscriber, ANY);
        rig.close(connection);
    }

    @Test
    void aCloseEndsEverythingWhateverItRacesWith() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> close(rounds, random));
        }
    }

    private static void close(Rounds rounds, Random random) {
        Rig rig = new Rig(rounds, random);
        MqttConnection connection = rig.connection(10, null);
        started(rounds, random, connection);
        rounds.race(
                random,
                own -> {
                    TestConnections.open(connection);
                    Rounds.spin(own);
                    TestConnections.rest(connection);
                    TestConnections.open(connection);
                },
                own -> {
                    Rounds.spin(own);
                    Rounds.spin(own);
                    TestConnections.close(connection);
                },
                own -> {
                    rig.server.publish(Rig.TOPIC, 1, 0);
                    rig.timer.jump(Rig.CONNECT_TIMEOUT);
                });

        rig.close(connection);
        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
    }
}
