package io.github.camelaliyun.mqtt.stress;

import io.github.camelaliyun.mqtt.connection.ConnectionObserver;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.Connections;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Users of one connection that come and go while its time without users runs out. */
class ConnectionsRacesIT {

    /** Longer than a connection stays up that nobody uses. */
    private static final Duration IDLE = Duration.ofSeconds(11);

    private static final List<String> TOPICS = List.of(Rig.TOPIC);
    private static final int ANY = 77;

    /** Counts what there is. */
    private static final class Counter implements ConnectionObserver {
        private final AtomicInteger present = new AtomicInteger();

        @Override
        public void onOpened(MqttConnection connection) {
            present.incrementAndGet();
        }

        @Override
        public void onClosed(MqttConnection connection) {
            present.decrementAndGet();
        }
    }

    @Test
    void aConnectionIsUpWhileItIsUsedAndEndsWhenItIsNotWithOneLineAtATime() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> comeAndGo(rounds, random));
        }
    }

    private static void comeAndGo(Rounds rounds, Random random) throws Exception {
        Rig rig = new Rig(rounds, random);
        Counter counter = new Counter();
        Connections connections = new Connections(rig.threads, (connection, event) -> rig.events.add(event), counter);
        boolean declares = random.nextBoolean();
        publish(connections);
        rounds.race(
                random,
                own -> publish(connections),
                own -> {
                    if (declares) {
                        subscribe(connections, subscriber(rounds, own), own);
                    } else {
                        publish(connections);
                    }
                },
                own -> rig.timer.jump(IDLE),
                own -> rig.timer.jump(IDLE));

        assertThat(connections.all()).hasSizeLessThanOrEqualTo(1);
        Rounds.await(
                () -> connections.all().size() == counter.present.get(),
                () -> "the observer knows of " + counter.present + " of " + connections.all());
        RacingSubscriber last = subscriber(rounds, random);
        MqttConnection connection = connections.declare(Rig.options(10), null, last);
        connections.activate(connection);
        connection.start(last);
        rig.requireAlive(connection, random, last, ANY);
        rig.server.requireNoViolation();

        connection.stop(last);
        connections.deactivate(connection, last);
        rig.awaitInSteps(
                IDLE, connection, () -> connection.state() == ConnectionState.DISCONNECTED, "it does not rest");
        connections.remove(connection, last);
        rig.awaitInSteps(
                IDLE, connection, () -> connections.all().isEmpty() && rig.server.allClosed(), "it does not end");
        rig.server.requireNoViolation();
    }

    @Test
    void aSubscriberThatIsStoppedTwiceWhileItWorksKeepsItsConnectionNoLongerThanThat() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> stopTwice(rounds, random));
        }
    }

    private static void stopTwice(Rounds rounds, Random random) {
        Rig rig = new Rig(rounds, random);
        Connections connections =
                new Connections(rig.threads, (connection, event) -> rig.events.add(event), new Counter());
        RacingSubscriber subscriber = subscriber(rounds, random);
        MqttConnection connection = connections.declare(Rig.options(10), null, subscriber);
        connections.activate(connection);
        connection.start(subscriber);
        Rig.awaitUp(connection);
        subscriber.gate = new CountDownLatch(1);
        rig.server.publish(Rig.TOPIC, 1, 1);
        Rounds.await(() -> subscriber.begun(1) == 1, () -> "it does not begin");
        rounds.race(random, own -> subscriber.gate.countDown(), own -> {
            for (int i = 0; i < 2; i++) {
                connection.stop(subscriber);
                connections.deactivate(connection, subscriber);
                connections.activate(connection);
                connection.start(subscriber);
            }
            connection.stop(subscriber);
            connections.deactivate(connection, subscriber);
            Rounds.await(() -> connection.inProgress(subscriber) == 0, () -> "it does not end");
            connections.remove(connection, subscriber);
        });

        rig.awaitInSteps(
                IDLE, connection, () -> connections.all().isEmpty() && rig.server.allClosed(), "it does not end");
        rig.server.requireNoViolation();
    }

    private static RacingSubscriber subscriber(Rounds rounds, Random random) {
        return new RacingSubscriber("s", 1, 1_000, rounds.threads(), random, false);
    }

    private static void publish(Connections connections) {
        connections.release(connections.acquire(Rig.options(10), null, TOPICS), TOPICS);
    }

    private static void subscribe(Connections connections, RacingSubscriber subscriber, Random random) {
        MqttConnection connection = connections.declare(Rig.options(10), null, subscriber);
        Rounds.spin(random);
        connections.activate(connection);
        connection.start(subscriber);
        Rounds.spin(random);
        connection.stop(subscriber);
        connections.deactivate(connection, subscriber);
        Rounds.spin(random);
        connections.remove(connection, subscriber);
    }
}
