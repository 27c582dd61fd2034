package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Worker;
import io.github.camelaliyun.mqtt.kit.ChildProcess;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The process of one measurement, which may be given several plans, one after the other. For one thread. */
final class WorkerProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Pattern COMPLAINT = Pattern.compile(" (WARN|ERROR) ");
    private static final int MAX_COMPLAINTS = 3;

    private final ChildProcess process;
    /** Lines of its output that were looked at, up to the last one that was waited for. */
    private int seen;

    private WorkerProcess(ChildProcess process) {
        this.process = process;
    }

    static WorkerProcess start(String name, ProcessBuilder builder) {
        return new WorkerProcess(ChildProcess.start(name, builder));
    }

    /** Writes a line to its standard input. */
    void send(String line) {
        try {
            process.input().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.input().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a worker took no input; its output:\n" + process.output(), e);
        }
    }

    void awaitReady() {
        awaitLine(Worker.READY);
    }

    /** Waits for the figures of the latest plan. */
    Map<String, Double> result() {
        String line = awaitLine(Worker.RESULT);
        try {
            JsonObject object = (JsonObject) Jsoner.deserialize(line.substring(Worker.RESULT.length()));
            Map<String, Double> figures = new HashMap<>();
            object.forEach((name, value) -> figures.put(name, ((Number) value).doubleValue()));
            return figures;
        } catch (DeserializationException e) {
            throw new IllegalStateException("a worker's result is no JSON: " + line, e);
        }
    }

    /** What its log complains about: a figure with a lost connection in it is not what it seems to be. */
    List<String> complaints() {
        return process.lines().stream()
                .filter(line -> COMPLAINT.matcher(line).find())
                .limit(MAX_COMPLAINTS)
                .toList();
    }

    @Override
    public void close() {
        process.end(process.isAlive() ? Duration.ZERO : PATIENCE);
    }

    private String awaitLine(String start) {
        try {
            Awaitility.await()
                    .atMost(LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .until(() -> line(start).isPresent() || !process.isAlive());
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(
                    "a worker did not print " + start + " within " + LIMIT + ":\n" + process.output(), e);
        }
        if (!process.isAlive()) {
            process.awaitExit(LIMIT);
        }
        int found = line(start)
                .orElseThrow(() -> new IllegalStateException(
                        "a worker ended without printing " + start + "; its output:\n" + process.output()));
        seen = found + 1;
        return process.lines().get(found);
    }

    /** The first such line after those that were waited for. */
    private OptionalInt line(String start) {
        List<String> lines = process.lines();
        return IntStream.range(seen, lines.size())
                .filter(at -> lines.get(at).startsWith(start))
                .findFirst();
    }
}
