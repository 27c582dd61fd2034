package io.github.camelaliyun.mqtt.distribution;

import io.github.camelaliyun.mqtt.kit.ChildProcess;
import org.awaitility.Awaitility;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A script of a distribution that was started in the root folder and the locale C, with nothing else in its environment. */
final class Program {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final ChildProcess process;

    private Program(ChildProcess process) {
        this.process = process;
    }

    static Program start(Jre jre, Map<String, String> environment, Path script, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(arguments));
        builder.directory(Path.of("/").toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of("LC_ALL", "C", "PATH", "/usr/bin:/bin"));
        builder.environment().putAll(Map.of("JAVA_HOME", jre.home().toString(), "JAVA_OPTS", jre.options()));
        builder.environment().putAll(environment);
        return new Program(
                ChildProcess.start(script.getFileName() + "-" + String.join("-", environment.keySet()), builder));
    }

    /** {@return what the group of the pattern found in a line, once there is one} */
    String await(String line) {
        Pattern wanted = Pattern.compile(line);
        Awaitility.await("'" + line + "', or the end")
                .atMost(LIMIT)
                .until(() -> find(wanted) != null || !process.isAlive());
        if (!process.isAlive()) {
            process.awaitExit(LIMIT);
        }
        MatchResult found = find(wanted);
        assertThat(found).as("'%s' in:%n%s", line, process.output()).isNotNull();
        return found.groupCount() > 0 ? found.group(1) : found.group();
    }

    private MatchResult find(Pattern wanted) {
        return process.lines().stream()
                .flatMap(line -> wanted.matcher(line).results())
                .findFirst()
                .orElse(null);
    }

    /** {@return its status, once it has ended by itself} */
    int status() {
        return process.awaitExit(LIMIT);
    }

    /** As init systems and container engines end a process: {@return its status} */
    int terminate(Duration grace) {
        // By its handle: the process itself would also close its output.
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroy);
        return process.awaitExit(grace);
    }

    void kill() {
        process.kill();
    }

    String output() {
        return process.output();
    }
}
