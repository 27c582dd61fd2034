package io.github.camelaliyun.mqtt.readme;

import io.github.camelaliyun.mqtt.kit.ChildProcess;
import org.awaitility.Awaitility;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A command in a shell of its own, in the folder of the clone, with the environment of the test. Closing it ends all that it started. */
final class Shell implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Duration END = Duration.ofSeconds(40);

    private final String command;
    private final ChildProcess process;

    private Shell(String command, ChildProcess process) {
        this.command = command;
        this.process = process;
    }

    static Shell start(Path folder, String command) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        // What the build itself was started with is nothing that a reader of the page has.
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("ALIYUN_MQTT_") || name.equals("MAVEN_CMD_LINE_ARGS"));
        return new Shell(command, ChildProcess.start("shell", builder));
    }

    /** What a person types. */
    Shell type(String line) throws IOException {
        process.input().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.input().flush();
        return this;
    }

    /** Waits for a line that has it; answers what the group of it found. */
    String await(String line) {
        Pattern wanted = Pattern.compile(line);
        Awaitility.await("'" + line + "' or the end of: " + command)
                .atMost(LIMIT)
                .until(() -> find(wanted) != null || !process.isAlive());
        Awaitility.await("'" + line + "' of: " + command)
                .atMost(END)
                .untilAsserted(() -> assertThat(find(wanted))
                        .as("'%s' of: %s%n%s", line, command, process.output())
                        .isNotNull());
        Matcher found = find(wanted);
        return found.groupCount() > 0 ? found.group(1) : found.group();
    }

    private Matcher find(Pattern wanted) {
        return process.lines().stream()
                .map(wanted::matcher)
                .filter(Matcher::find)
                .findFirst()
                .orElse(null);
    }

    List<String> lines() {
        return process.lines();
    }

    /** Waits until it ends with 0. */
    Shell awaitSuccess() {
        assertThat(process.awaitExit(LIMIT))
                .as("%s%n%s", command, process.output())
                .isZero();
        return this;
    }

    /** As Ctrl-C does it: all that it started are told, from the last to the first. */
    @Override
    public void close() {
        ProcessHandle.of(process.pid()).ifPresent(shell -> {
            List<ProcessHandle> started = shell.descendants().toList();
            for (int last = started.size() - 1; last >= 0; last--) {
                started.get(last).destroy();
            }
            shell.destroy();
            process.end(END);
            started.forEach(ProcessHandle::destroyForcibly);
        });
    }
}
