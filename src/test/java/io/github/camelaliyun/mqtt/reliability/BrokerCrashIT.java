package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.BrokerCrash;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** The broker dies while messages flow. */
@RequiresMosquitto
class BrokerCrashIT {

    private static final Scale SCALE = Scale.current();
    private static final int MESSAGES = SCALE.pick(5_000, 100_000);
    private static final int KILLS = SCALE.pick(2, 10);
    private static final int BACKLOG = SCALE.pick(1_500, 5_000);
    /** For what lies between two crashes, with the longest reconnect delay in it. */
    private static final Duration LIMIT = SCALE.pick(Duration.ofSeconds(60), Duration.ofMinutes(5));

    @Test
    void nothingIsLostWhenTheBrokerIsKilledAndStartedAgain() throws Exception {
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous());
                FaultProxy line = FaultProxy.inFrontOf(broker.port());
                Traffic traffic = Traffic.withBacklog(line.uri(), SharedSandbox.uniqueClientId(), BACKLOG)) {
            Stopwatch watch = new Stopwatch();
            traffic.sender().start(MESSAGES);
            try {
                for (int kill = 1; kill <= KILLS; kill++) {
                    traffic.awaitProcessed(MESSAGES / (KILLS + 1) * kill, line, LIMIT);
                    BrokerCrash.happen(broker, line);
                }
                traffic.ledger().awaitAllProcessed(MESSAGES, LIMIT);
            } finally {
                Report.add(
                        "broker killed -9",
                        "Mosquitto",
                        traffic.ledger(),
                        KILLS,
                        watch.elapsed(),
                        line.acceptedConnections() + " connects");
            }
            assertThat(traffic.ledger().lost()).isZero();
            assertThat(line.acceptedConnections()).isGreaterThan(KILLS);
        }
    }
}
