package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.reliability.VitalSigns.Sample;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A consumer that is far slower than the publisher: what waits, waits in the broker. The consumer acknowledges only what
 * it has processed, a broker sends no more than a window of unacknowledged messages, and what one sends beyond (Mosquitto
 * before 2.0.13 does so once there is a backlog) is left with it.
 */
class SlowConsumerIT {

    private static final Scale SCALE = Scale.current();
    private static final int MESSAGES = SCALE.pick(4_000, 100_000);
    private static final int MILLIS_EACH = SCALE.pick(2, 10);
    /** Twice the bound below, or more, for all messages together, and half of it for the sandbox's window of 1,000. */
    private static final int PAYLOAD_BYTES = SCALE.pick(8_192, 1_024);

    private static final long MAX_SPREAD_BYTES = 16_000_000;
    private static final Duration LIMIT = SCALE.pick(Duration.ofSeconds(90), Duration.ofMinutes(30));
    private static final String TOPIC = "test/reliability/slow";

    @TempDir
    private Path folder;

    @Test
    void theHeapStaysFlatAndNothingIsLostOnTheSandbox() throws Exception {
        theHeapStaysFlatAndNothingIsLost("sandbox", SharedSandbox.get().tcp());
    }

    @Test
    @RequiresMosquitto
    void theHeapStaysFlatAndNothingIsLostOnMosquitto() throws Exception {
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous())) {
            theHeapStaysFlatAndNothingIsLost("Mosquitto", broker.uri());
        }
    }

    /** It takes no notice of how slow the consumer is: the bound on this side is what keeps the heap flat. */
    @Test
    @RequiresMosquitto
    void theHeapStaysFlatAndNothingIsLostOnABrokerThatSendsEverythingAtOnce() throws Exception {
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous().withMaxInflight(0))) {
            theHeapStaysFlatAndNothingIsLost("Mosquitto without a window", broker.uri());
        }
    }

    private void theHeapStaysFlatAndNothingIsLost(String brokerName, URI server) throws Exception {
        Ledger ledger = new Ledger();
        try (RemoteConsumer consumer = new RemoteConsumer(
                        server, TOPIC, folder, MILLIS_EACH, ledger, List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"));
                Estate publisher = new Estate(server, SharedSandbox.uniqueClientId());
                Sender sender =
                        new Sender(publisher, "paho:" + TOPIC, ledger, new Semaphore(MESSAGES), PAYLOAD_BYTES)) {
            consumer.start();
            consumer.awaitSubscribed(publisher);
            Stopwatch watch = new Stopwatch();
            sender.start(MESSAGES);
            Progress.await(ledger::acknowledgedCount, MESSAGES, LIMIT, ledger);
            double published = MESSAGES / seconds(watch);
            Progress.await(
                    () -> {
                        assertThat(consumer.isAlive()).as("the consumer lives").isTrue();
                        return consumer.processedCount();
                    },
                    MESSAGES,
                    LIMIT,
                    ledger);
            double consumed = MESSAGES / seconds(watch);
            List<Sample> samples = consumer.vitalSigns();
            long smallest = VitalSigns.min(samples, Sample::heapBytes);
            long largest = VitalSigns.max(samples, Sample::heapBytes);
            Report.add(
                    "slow consumer",
                    brokerName,
                    ledger,
                    0,
                    watch.elapsed(),
                    String.format(
                            Locale.ROOT,
                            "published %.0f/s, consumed %.0f/s, payload %d bytes, live heap of the consumer's JVM"
                                    + " %.1f to %.1f MB in %d samples",
                            published,
                            consumed,
                            PAYLOAD_BYTES,
                            smallest / 1e6,
                            largest / 1e6,
                            samples.size()));
            assertThat(ledger.lost()).isZero();
            assertThat(largest - smallest)
                    .as("largest less smallest live heap, where the backlog would be %d", MESSAGES * PAYLOAD_BYTES)
                    .isLessThan(MAX_SPREAD_BYTES);
        }
    }

    private static double seconds(Stopwatch watch) {
        return watch.elapsed().toNanos() / 1e9;
    }
}
