package io.github.camelaliyun.mqtt.stress;

import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.TestConnections;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** The ways of a message in: between the line's thread, the routes', and whoever starts and stops them. */
class InboundRacesIT {

    private static final int MESSAGES = 8;
    /** A reconnect, or the next attempt of a message. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    @Test
    void eachMessageIsProcessedAndAcknowledgedOnceWhileSubscribersComeAndGo() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> comeAndGo(rounds, random));
        }
    }

    private static void comeAndGo(Rounds rounds, Random random) {
        Rig rig = new Rig(rounds, random);
        MqttConnection connection = rig.connected(10);
        int maxInProgress = random.nextBoolean() ? 1 + random.nextInt(2) : 1_000;
        List<RacingSubscriber> subscribers = new ArrayList<>();
        List<Rounds.Round> racers = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            RacingSubscriber subscriber = new RacingSubscriber(
                    "s" + i, 1 + random.nextInt(2), maxInProgress, rounds.threads(), random, false);
            subscribers.add(subscriber);
            TestConnections.declare(connection, subscriber);
            racers.add(own -> startAndStop(connection, subscriber, own));
        }
        racers.add(own -> deliver(rig, own));
        rig.server.ended = number -> subscribers.stream().allMatch(subscriber -> subscriber.ended.contains(number));
        rounds.race(random, racers.toArray(new Rounds.Round[0]));

        rig.awaitNothingLeft(connection);
        for (RacingSubscriber subscriber : subscribers) {
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(subscriber.begun(i)).as("beginnings").isEqualTo(1);
            }
            assertThat(subscriber.most.get()).as("at once").isLessThanOrEqualTo(maxInProgress);
            Rounds.await(() -> connection.inProgress(subscriber) == 0, () -> "a delivery does not end");
        }
        assertThat(connection.status().counts().received()).isEqualTo(MESSAGES);
        rig.close(connection);
    }

    private static void deliver(Rig rig, Random random) {
        for (int i = 0; i < MESSAGES; i++) {
            rig.server.publish(Rig.TOPIC, 1 + random.nextInt(2), i);
            Rounds.spin(random);
        }
    }

    private static void startAndStop(MqttConnection connection, RacingSubscriber subscriber, Random random) {
        for (int i = random.nextInt(3); i > 0; i--) {
            connection.start(subscriber);
            Rounds.spin(random);
            if (random.nextBoolean()) {
                connection.stop(subscriber);
            } else {
                connection.suspend(subscriber);
            }
            Rounds.spin(random);
        }
        connection.start(subscriber);
    }

    @Test
    void nothingIsLostOrLeftWhileLinksEndAndMessagesFail() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> linksEnd(rounds, random));
        }
    }

    private static void linksEnd(Rounds rounds, Random random) throws Exception {
        Rig rig = new Rig(rounds, random);
        MqttConnection connection = rig.connected(10);
        RacingSubscriber subscriber = new RacingSubscriber(
                "s",
                1 + random.nextInt(2),
                random.nextBoolean() ? 2 : 1_000,
                rounds.threads(),
                random,
                random.nextBoolean());
        TestConnections.declare(connection, subscriber);
        connection.start(subscriber);
        int closes = 1 + random.nextInt(2);
        rounds.race(random, own -> deliver(rig, own), own -> {
            for (int i = 0; i < closes; i++) {
                RacingLine line = rig.server.present();
                if (line != null) {
                    line.closeByServer();
                }
                Rounds.spin(own);
                rig.timer.jump(RETRY);
                Rounds.spin(own);
            }
        });

        rig.awaitInTime(
                connection, () -> rig.server.unacknowledged() == 0 && Rig.isEmpty(connection), "a message is left");
        for (int i = 0; i < MESSAGES; i++) {
            // Once more for each link, since an acknowledgement may be lost, and once more for a failure.
            assertThat(subscriber.begun(i)).as("beginnings").isBetween(1, 2 + closes);
        }
        rig.close(connection);
    }

    @Test
    void aSubscriberThatReplacesAnotherTakesWhatThatHasNotBegun() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> replace(rounds, random));
        }
    }

    private static void replace(Rounds rounds, Random random) {
        Rig rig = new Rig(rounds, random);
        MqttConnection connection = rig.connected(10);
        // Of one name, as a route that is reloaded.
        RacingSubscriber former = new RacingSubscriber("s", 1, 2, rounds.threads(), random, false);
        RacingSubscriber next = new RacingSubscriber("s", 1, 2, rounds.threads(), random, false);
        TestConnections.declare(connection, former);
        connection.start(former);
        rounds.race(random, own -> deliver(rig, own), own -> {
            Rounds.spin(own);
            TestConnections.remove(connection, former);
            Rounds.spin(own);
            TestConnections.declare(connection, next);
            Rounds.spin(own);
            connection.start(next);
        });

        rig.awaitNothingLeft(connection);
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(former.begun(i) + next.begun(i)).as("beginnings").isEqualTo(1);
        }
        rig.close(connection);
    }
}
