package io.github.camelaliyun.mqtt.kit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A client that shares no code with the project: MQTT.js in a process of its own, which signs by itself ({@code
 * src/test/js/client.js}). It does not reconnect; a lost connection ends it with status 1. For one thread, that of the
 * test.
 */
public final class MqttJsClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChildProcess process;
    private final BufferedWriter input;

    /**
     * Who connects where.
     *
     * @param uri {@code tcp://}, {@code tls://} or {@code ws://}
     * @param subscribe the topic filter to subscribe with QoS 1, or null
     */
    public record Options(
            URI uri, String clientId, String accessKey, String secretKey, String instanceId, String subscribe) {

        /** Without the keys. */
        @Override
        public String toString() {
            return "Options[" + clientId + " at " + uri + ", subscribe=" + subscribe + "]";
        }
    }

    private MqttJsClient(ChildProcess process) {
        this.process = process;
        this.input = new BufferedWriter(new OutputStreamWriter(process.input(), StandardCharsets.UTF_8));
    }

    /** Whether this machine has Node.js and npm. */
    public static boolean available() {
        return Programs.find("node").isPresent() && Programs.find("npm").isPresent();
    }

    /** Starts the client, without waiting for its connection: for tests of a refusal. */
    public static MqttJsClient start(Options options) {
        return start(options, Map.of());
    }

    /**
     * The same, with environment variables of Node.js.
     *
     * @param environment for instance {@code NODE_EXTRA_CA_CERTS}, for a broker with a certificate of its own
     */
    public static MqttJsClient start(Options options, Map<String, String> environment) {
        Path folder = MqttJsFolder.prepared();
        ProcessBuilder builder =
                new ProcessBuilder(Programs.require("node").toString(), "client.js").directory(folder.toFile());
        Map<String, String> variables = builder.environment();
        variables.put("MQTT_URL", options.uri().toString());
        variables.put("MQTT_CLIENT_ID", options.clientId());
        variables.put("MQTT_ACCESS_KEY", options.accessKey());
        variables.put("MQTT_SECRET_KEY", options.secretKey());
        variables.put("MQTT_INSTANCE_ID", options.instanceId());
        variables.remove("MQTT_SUBSCRIBE");
        if (options.subscribe() != null) {
            variables.put("MQTT_SUBSCRIBE", options.subscribe());
        }
        variables.putAll(environment);
        return new MqttJsClient(ChildProcess.start("mqtt-js", builder));
    }

    /** Starts the client and returns when it is connected, and subscribed if it is to be. */
    public static MqttJsClient connect(Options options) {
        MqttJsClient client = start(options);
        try {
            client.awaitLine(options.subscribe() == null ? "connected" : "subscribed " + options.subscribe());
        } catch (RuntimeException | Error e) {
            client.close();
            throw e;
        }
        return client;
    }

    /** Has it publish with QoS 1, and returns when the broker has acknowledged it. */
    public void publish(String topic, String message) {
        String published = "published " + topic;
        int before = count(published);
        try {
            input.write(topic + " " + message + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the client takes no more input; its output:\n" + output(), e);
        }
        await(published + " again", () -> count(published) > before);
    }

    /** What it wrote to its standard output so far; a view that grows. */
    public List<String> lines() {
        return process.lines();
    }

    /** Both outputs so far, for a message. */
    public String output() {
        return process.output();
    }

    /** Waits until it has written this line. */
    public void awaitLine(String line) {
        await(line, () -> lines().contains(line));
    }

    /** Waits until it has received this message of this topic. */
    public void awaitMessage(String topic, String message) {
        awaitLine("topic:" + topic + " msg:" + message);
    }

    /** Waits until it ends by itself; answers its status. */
    public int awaitExit() {
        return process.awaitExit(PATIENCE);
    }

    /** Ends its input, whereupon it disconnects and ends; a process that does not is killed. Answers its status. */
    public int end() {
        closeInput();
        process.end(PATIENCE);
        return process.awaitExit(PATIENCE);
    }

    /** Ends it like {@link #end()}, whatever its status. */
    @Override
    public void close() {
        end();
    }

    private int count(String line) {
        return (int) lines().stream().filter(line::equals).count();
    }

    private void await(String what, BooleanSupplier condition) {
        try {
            Awaitility.await(what)
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> condition.getAsBoolean() || !process.isAlive());
            if (!process.isAlive()) {
                process.awaitExit(PATIENCE);
            }
            if (!condition.getAsBoolean()) {
                throw new AssertionError("the client ended before '" + what + "'; its output:\n" + output());
            }
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no '" + what + "' from the client; its output:\n" + output(), e);
        }
    }

    private void closeInput() {
        try {
            input.close();
        } catch (IOException e) {
            // It has ended already.
        }
    }
}
