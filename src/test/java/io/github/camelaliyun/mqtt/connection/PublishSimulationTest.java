package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** A window against a small model of a network and a broker, with chance in everything; a seed repeats a run. */
class PublishSimulationTest {

    private static final int SEEDS = 1_000;

    @Test
    void eachPublishEndsOnceWhateverTheLineDoes() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(seed, seed % 2 == 0, Duration.ofSeconds(30), 0, true);
            run.play(60 + seed % 100);
            run.finish();
            run.checkAlways();
        }
    }

    @Test
    void onlyThePoisonousFailWhateverElseIsUnderWay() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(seed, false, Duration.ofHours(10), 10, false);
            run.play(40 + seed % 60);
            run.finish();
            run.checkAlways();
            run.checkPoison();
        }
    }

    @Test
    void twentyGoodOnesASecondGoOnWhileABadOneIsIsolated() {
        for (int seed = 0; seed < 50; seed++) {
            Run run = new Run(seed, seed % 2 == 0, Duration.ofSeconds(30), 0, false);
            run.connect();
            for (int i = 0; i < 20 * 30; i++) {
                run.publish(i == 40 ? "poison" : "good" + i, 1);
                run.rig.advance(Duration.ofMillis(50));
                run.serve(100);
            }
            run.finish();
            run.checkAlways();
            assertThat(run.rig.outcome("poison")).as("seed %d", seed).contains("sent alone");
            assertThat(run.rig.tally.failed.sum()).as("seed %d", seed).isEqualTo(1);
            assertThat(run.closes).as("seed %d", seed).isLessThan(12);
        }
    }

    /** One window, one network and one broker. */
    private static final class Run {
        final int seed;
        final Random random;
        final WindowRig rig;
        final boolean cleanSession;
        final int poisonPercent;
        final boolean rough;
        final Broker broker;
        Line line;
        boolean reconnecting;
        int closes;
        private int published;
        private final List<String> accepted = new ArrayList<>();

        Run(int seed, boolean cleanSession, Duration timeout, int poisonPercent, boolean rough) {
            this.seed = seed;
            this.random = new Random(seed);
            this.cleanSession = cleanSession;
            this.poisonPercent = poisonPercent;
            this.rough = rough;
            rig = new WindowRig(cleanSession, 1 + random.nextInt(40), timeout);
            broker = new Broker(this);
        }

        void play(int steps) {
            for (int i = 0; i < steps; i++) {
                step();
            }
        }

        private void step() {
            int action = random.nextInt(100);
            if (action < 45) {
                boolean poison = random.nextInt(100) < poisonPercent;
                int qos = poison || !rough ? 1 + random.nextInt(2) : random.nextInt(3);
                publish((poison ? "poison" : "good") + published++, qos);
            } else if (action < 75) {
                serve(1 + random.nextInt(6));
            } else if (action < 85) {
                rig.advance(Duration.ofMillis(random.nextInt(1_500)));
            } else if (line == null) {
                connect();
            } else if (rough && action < 88) {
                lose(random.nextInt(3) == 0);
            } else if (action < 90) {
                hold();
            } else if (rough && action == 99) {
                rig.advance(Duration.ofSeconds(10 + random.nextInt(30)));
            }
        }

        void publish(String topic, int qos) {
            if (rig.publish(topic, qos)) {
                accepted.add(topic);
            }
        }

        private void hold() {
            if (rig.window.hold(line)) {
                rig.advance(Duration.ofMillis(random.nextInt(300)));
                rig.window.release();
            }
        }

        void connect() {
            if (line != null) {
                return;
            }
            if (cleanSession || rough && random.nextInt(5) == 0) {
                rig.window.sessionGone();
                broker.forget();
            }
            line = new Line(this);
            rig.window.linkUp(line);
        }

        /** Lets some packets pass, in either direction. */
        void serve(int packets) {
            for (int i = 0; i < packets && line != null; i++) {
                line.pass();
            }
            if (line == null && !rough && !reconnecting) {
                reconnecting = true;
                rig.threads.after(Duration.ofMillis(100 + random.nextInt(900)), () -> {
                    reconnecting = false;
                    connect();
                });
            }
        }

        void lose(boolean byServer) {
            Line lost = line;
            line = null;
            lost.end();
            rig.window.linkDown(lost, byServer);
            closes++;
            if (cleanSession) {
                broker.clientForgets();
            } else {
                broker.clientForgetsGivenUpQos1(rig);
            }
        }

        /** A calm network from now on. */
        void finish() {
            for (int i = 0; i < 600 && rig.window.inFlight() > 0; i++) {
                if (line == null) {
                    connect();
                }
                for (int j = 0; j < 1_000 && line != null && !line.idle(); j++) {
                    line.pass();
                }
                rig.advance(Duration.ofMillis(500));
            }
        }

        void checkAlways() {
            assertThat(rig.window.inFlight()).as("seed %d", seed).isZero();
            for (String topic : accepted) {
                String outcome = rig.outcome(topic);
                boolean right = outcome.equals("ok")
                        ? broker.left.contains(topic)
                        : !outcome.equals("none") && !outcome.equals("twice");
                if (!right) {
                    broker.violations.add(topic + " ended: " + outcome);
                }
            }
            assertThat(broker.violations).as("seed %d", seed).isEmpty();
            if (line != null) {
                lose(false);
            }
            rig.window.sessionGone();
            assertThat(rig.ids.inUse()).as("seed %d", seed).isZero();
        }

        void checkPoison() {
            for (String topic : accepted) {
                String outcome = rig.outcome(topic);
                boolean right = topic.startsWith("poison")
                        ? outcome.contains("sent alone")
                        : outcome.equals("ok") && broker.delivered.containsKey(topic);
                if (!right) {
                    broker.violations.add(topic + " ended: " + outcome);
                }
            }
            assertThat(broker.violations).as("seed %d", seed).isEmpty();
        }
    }

    /** From the window's first byte to the broker and back. */
    private static final class Line implements Outlet {
        private record Item(Packet packet, Transmission transmission, Runnable pong) {}

        private final Run run;
        /** Not on the network yet. */
        private final Deque<Item> buffer = new ArrayDeque<>();

        private final Deque<Item> onTheWay = new ArrayDeque<>();
        private final Deque<Item> back = new ArrayDeque<>();
        private boolean ended;

        Line(Run run) {
            this.run = run;
        }

        @Override
        public boolean expectsAnswer() {
            return false;
        }

        @Override
        public boolean send(Packet packet, Transmission transmission) {
            if (!ended) {
                run.broker.given(packet);
                buffer.add(new Item(packet, transmission, null));
            }
            return !ended;
        }

        @Override
        public void ping(Runnable answered) {
            buffer.add(new Item(Packet.PINGREQ, null, answered));
        }

        boolean idle() {
            return buffer.isEmpty() && onTheWay.isEmpty() && back.isEmpty();
        }

        void pass() {
            switch (run.random.nextInt(3)) {
                case 0 -> leave();
                case 1 -> arrive();
                default -> comeBack();
            }
        }

        private void leave() {
            Item item = buffer.poll();
            if (item != null) {
                onTheWay.add(item);
                if (item.transmission != null) {
                    item.transmission.left();
                }
                if (item.packet instanceof Packet.Publish publish) {
                    run.broker.left(publish);
                }
            }
        }

        private void arrive() {
            Item item = onTheWay.poll();
            if (item == null) {
                return;
            }
            if (item.packet instanceof Packet.Publish publish && publish.topic().startsWith("poison")) {
                run.lose(true);
                return;
            }
            Packet answer = run.broker.take(item.packet);
            if (answer != null) {
                back.add(new Item(answer, null, item.pong));
            }
        }

        private void comeBack() {
            Item item = back.poll();
            if (item == null) {
                return;
            }
            if (item.pong != null) {
                item.pong.run();
            } else {
                run.broker.answered(item.packet);
                run.rig.answer(item.packet);
            }
        }

        /** Of what is buffered, the first may have left in part. */
        void end() {
            ended = true;
            boolean first = run.random.nextBoolean();
            for (Item item : buffer) {
                boolean doubtful = first;
                first = false;
                if (doubtful && item.packet instanceof Packet.Publish publish) {
                    run.broker.left(publish);
                } else if (item.transmission != null) {
                    item.transmission.unsent();
                }
            }
        }
    }

    /** Keeps its side of the session, and an eye on the client. */
    private static final class Broker {
        final Map<String, Integer> delivered = new HashMap<>();
        final Set<String> left = new HashSet<>();
        final List<String> violations = new ArrayList<>();
        private final Run run;
        private final Set<Integer> received = new HashSet<>();
        /** Identifiers whose exchange the client has not seen the end of. */
        private final Map<Integer, Packet.Publish> inUse = new HashMap<>();

        Broker(Run run) {
            this.run = run;
        }

        void given(Packet packet) {
            if (packet instanceof Packet.Publish publish && publish.qos() > 0) {
                Packet.Publish other = inUse.put(publish.packetId(), publish);
                if (other != null && !other.topic().equals(publish.topic())) {
                    violations.add(publish + " has the identifier of " + other);
                }
                if (publish.duplicate() != (other != null)) {
                    violations.add("DUP of " + publish + " after " + other);
                }
            }
        }

        void left(Packet.Publish publish) {
            if (!left.add(publish.topic()) && publish.qos() == 0) {
                violations.add(publish + " left twice");
            }
        }

        Packet take(Packet packet) {
            if (packet instanceof Packet.Publish publish) {
                if (publish.qos() < 2 || received.add(publish.packetId())) {
                    int times = delivered.merge(publish.topic(), 1, Integer::sum);
                    if (times > 1 && (publish.qos() == 0 || publish.qos() == 2 && !run.rough)) {
                        violations.add(publish + " delivered twice");
                    }
                }
                return switch (publish.qos()) {
                    case 0 -> null;
                    case 1 -> new Packet.Puback(publish.packetId());
                    default -> new Packet.Pubrec(publish.packetId());
                };
            } else if (packet instanceof Packet.Pubrel pubrel) {
                received.remove(pubrel.packetId());
                return new Packet.Pubcomp(pubrel.packetId());
            } else {
                return Packet.PINGRESP;
            }
        }

        void answered(Packet packet) {
            if (packet instanceof Packet.Puback puback) {
                inUse.remove(puback.packetId());
            } else if (packet instanceof Packet.Pubcomp pubcomp) {
                inUse.remove(pubcomp.packetId());
            }
        }

        void forget() {
            received.clear();
            // What has its outcome is free now; the rest is sent again as it was.
            inUse.values().removeIf(publish -> !run.rig.outcome(publish.topic()).equals("none"));
        }

        void clientForgets() {
            inUse.clear();
        }

        void clientForgetsGivenUpQos1(WindowRig rig) {
            inUse.values()
                    .removeIf(publish ->
                            publish.qos() == 1 && !rig.outcome(publish.topic()).equals("none"));
        }
    }
}
