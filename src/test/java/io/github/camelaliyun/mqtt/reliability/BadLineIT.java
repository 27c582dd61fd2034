package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The line to the broker breaks in every way there is while messages flow. */
class BadLineIT {

    private static final Scale SCALE = Scale.current();
    private static final int MESSAGES = SCALE.pick(2_000, 100_000);
    private static final int FAULTS = SCALE.pick(5, 50);
    private static final int BACKLOG = SCALE.pick(300, 2_000);
    private static final Duration STALL = SCALE.pick(Duration.ofSeconds(1), Duration.ofSeconds(30));
    /** For what lies between two faults, with a publish that times out and the longest reconnect delay in it. */
    private static final Duration LIMIT = SCALE.pick(Duration.ofSeconds(60), Duration.ofMinutes(5));

    @Test
    void nothingIsLostOnTheSandbox() throws Exception {
        nothingIsLost("sandbox", SharedSandbox.get().tcp().getPort());
    }

    @Test
    @RequiresMosquitto
    void nothingIsLostOnMosquitto() throws Exception {
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous())) {
            nothingIsLost("Mosquitto", broker.port());
        }
    }

    private static void nothingIsLost(String brokerName, int brokerPort) throws Exception {
        long seed = Fault.seed();
        List<Fault> faults = Fault.deck(FAULTS, seed);
        try (FaultProxy line = FaultProxy.inFrontOf(brokerPort);
                Traffic traffic = Traffic.withBacklog(line.uri(), SharedSandbox.uniqueClientId(), BACKLOG)) {
            Stopwatch watch = new Stopwatch();
            traffic.sender().start(MESSAGES);
            try {
                for (int i = 0; i < FAULTS; i++) {
                    traffic.awaitProcessed(MESSAGES / (FAULTS + 1) * (i + 1), line, LIMIT);
                    faults.get(i).strike(line, STALL);
                }
                traffic.ledger().awaitAllProcessed(MESSAGES, LIMIT);
            } finally {
                Report.add(
                        "bad line",
                        brokerName,
                        traffic.ledger(),
                        FAULTS,
                        watch.elapsed(),
                        line.acceptedConnections() + " connects, seed " + seed);
            }
            assertThat(traffic.ledger().lost()).isZero();
        }
    }
}
