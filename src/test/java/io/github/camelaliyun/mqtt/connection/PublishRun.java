package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** One window, one network and one broker, with chance in everything; a seed repeats a run. */
final class PublishRun {

    final int seed;
    final Random random;
    final WindowRig rig;
    final boolean cleanSession;
    final int poisonPercent;
    final boolean rough;
    final PublishRunBroker broker;
    PublishRunLine line;
    boolean reconnecting;
    int closes;
    private int published;
    private final List<String> accepted = new ArrayList<>();

    PublishRun(int seed, boolean cleanSession, Duration timeout, int poisonPercent, boolean rough) {
        this.seed = seed;
        this.random = new Random(seed);
        this.cleanSession = cleanSession;
        this.poisonPercent = poisonPercent;
        this.rough = rough;
        rig = new WindowRig(cleanSession, 1 + random.nextInt(40), timeout);
        broker = new PublishRunBroker(this);
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
        line = new PublishRunLine(this);
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
        PublishRunLine lost = line;
        line = null;
        lost.end();
        rig.window.linkDown(lost, byServer, false);
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
