package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.peer.PahoClients;
import io.github.camelaliyun.mqtt.bench.worker.BareMain;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program whose start is measured. Its first sign of life is a message at the broker, or a line of {@link BareMain}. For
 * one thread.
 */
final class StartedProgram implements AutoCloseable {

    private static final long LIMIT_SECONDS = 60;
    private static final String WITNESS = "GID_bench@@@witness";
    /** Where the project's routes publish first. */
    private static final String TOPIC = "test/oppo";

    private final CompletableFuture<Long> first = new CompletableFuture<>();
    private final MqttAsyncClient witness;
    private final Process process;
    private final long begin;

    private StartedProgram(Broker broker, List<String> command) throws IOException, MqttException {
        var plan = broker.plan("startup", "witness", broker.uri());
        witness = PahoClients.create(plan, WITNESS);
        witness.connect(PahoClients.options(plan, WITNESS, true)).waitForCompletion();
        witness.subscribe(TOPIC, 1, (topic, message) -> first.complete(System.nanoTime()))
                .waitForCompletion();
        begin = System.nanoTime();
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread reader = new Thread(this::read, "program-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the program, in the project's folder, and does not wait for it. */
    static StartedProgram start(Broker broker, List<String> command) throws IOException, MqttException {
        return new StartedProgram(broker, command);
    }

    /** Time and CPU time until the first sign of life, in milliseconds. */
    Map<String, Double> awaitFirst() throws Exception {
        long end = first.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
        return Map.of("wholeMillis", (end - begin) / 1e6, "cpuMillis", (double) cpu.toMillis());
    }

    /** Asks it to end, as Ctrl-C does, and waits until it has. */
    void end() throws InterruptedException {
        process.destroy();
        process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws MqttException, InterruptedException {
        process.destroyForcibly().waitFor();
        witness.disconnect().waitForCompletion();
        witness.close();
    }

    private void read() {
        StringBuilder seen = new StringBuilder();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.readLine();
            while (line != null) {
                seen.append(line).append('\n');
                if (line.contains(BareMain.TICK)) {
                    first.complete(System.nanoTime());
                }
                line = output.readLine();
            }
        } catch (IOException e) {
            // It was ended.
        }
        first.completeExceptionally(new IllegalStateException("ended before its first sign of life:\n" + seen));
    }
}
