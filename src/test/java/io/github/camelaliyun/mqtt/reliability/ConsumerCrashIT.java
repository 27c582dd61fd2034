package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

import static org.assertj.core.api.Assertions.assertThat;

/** The consumer's process is killed while messages flow, and another takes its session over. */
class ConsumerCrashIT {

    private static final Scale SCALE = Scale.current();
    private static final int MESSAGES = SCALE.pick(2_000, 100_000);
    private static final int KILLS = SCALE.pick(2, 10);
    /** So that there is always something left to do when the process is killed. */
    private static final int MILLIS_EACH = 1;
    /** For what lies between two kills, with the start of a JVM in it. */
    private static final Duration LIMIT = SCALE.pick(Duration.ofSeconds(60), Duration.ofMinutes(5));

    private static final String TOPIC = "test/reliability/consumer-crash";

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostOnTheSandbox() throws Exception {
        nothingIsLost("sandbox", SharedSandbox.get().tcp());
    }

    @Test
    @RequiresMosquitto
    void nothingIsLostOnMosquitto() throws Exception {
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous())) {
            nothingIsLost("Mosquitto", broker.uri());
        }
    }

    private void nothingIsLost(String brokerName, URI server) throws Exception {
        Ledger ledger = new Ledger();
        try (RemoteConsumer consumer =
                        new RemoteConsumer(server, TOPIC, folder, MILLIS_EACH, ledger, List.of("-Xmx64m"));
                Estate publisher = new Estate(server, SharedSandbox.uniqueClientId());
                Sender sender = new Sender(publisher, "paho:" + TOPIC, ledger, new Semaphore(MESSAGES), 0)) {
            consumer.start();
            consumer.awaitSubscribed(publisher);
            Stopwatch watch = new Stopwatch();
            sender.start(MESSAGES);
            try {
                for (int kill = 1; kill <= KILLS; kill++) {
                    Progress.await(consumer::processedCount, MESSAGES / (KILLS + 1) * kill, LIMIT, ledger);
                    consumer.kill();
                    consumer.start();
                }
                Progress.await(consumer::processedCount, MESSAGES, LIMIT, ledger);
                ledger.awaitAllProcessed(MESSAGES, LIMIT);
            } finally {
                Report.add(
                        "consumer killed -9",
                        brokerName,
                        ledger,
                        KILLS,
                        watch.elapsed(),
                        "the consumer takes " + MILLIS_EACH + " ms for each message");
            }
            assertThat(ledger.lost()).isZero();
        }
    }
}
