package io.github.camelaliyun.mqtt.distribution;

import io.github.camelaliyun.mqtt.kit.ChildProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The two distributions, each as tar.gz and as zip. */
enum Archive {
    WITH_SANDBOX(""),
    WITHOUT_SANDBOX("-slim");

    private static final Path TARGET = Path.of("target");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final String suffix;

    Archive(String suffix) {
        this.suffix = suffix;
    }

    Path tarGz() throws IOException {
        return file(".tar.gz");
    }

    Path zip() throws IOException {
        return file(".zip");
    }

    private Path file(String end) throws IOException {
        Pattern name = Pattern.compile("camel-aliyun-mqtt-\\d[\\d.]*(-SNAPSHOT)?" + Pattern.quote(suffix + end));
        try (Stream<Path> files = Files.list(TARGET)) {
            List<Path> found = files.filter(
                            file -> name.matcher(file.getFileName().toString()).matches())
                    .toList();
            assertThat(found).as("made by mvn package").hasSize(1);
            return found.get(0);
        }
    }

    /** {@return the folder that is in it, unpacked} */
    Path unpack(Path folder) throws IOException {
        Files.createDirectories(folder);
        run("tar", "-xzf", tarGz().toAbsolutePath().toString(), "-C", folder.toString());
        try (Stream<Path> unpacked = Files.list(folder)) {
            return unpacked.findFirst().orElseThrow();
        }
    }

    /** The lines of {@code tar -tv}. */
    List<String> listed() throws IOException {
        return run("tar", "--numeric-owner", "-tvzf", tarGz().toString());
    }

    private static List<String> run(String... command) {
        ChildProcess process = ChildProcess.start(command[0], new ProcessBuilder(command));
        assertThat(process.awaitExit(LIMIT)).as(process.output()).isZero();
        return process.lines();
    }
}
