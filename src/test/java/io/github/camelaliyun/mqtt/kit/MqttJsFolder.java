package io.github.camelaliyun.mqtt.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

/**
 * The copy of {@code src/test/js} under {@code target} in which MQTT.js is installed. The first caller of a JVM waits
 * for {@code npm ci}, unless an earlier run has installed what the lock file says.
 */
public final class MqttJsFolder {

    private static final Path SOURCE = Path.of("src", "test", "js");
    private static final Path TARGET = Path.of("target", "mqtt-js").toAbsolutePath();
    private static final String LOCK_FILE = "package-lock.json";
    /** The lock file of the finished installation. */
    private static final Path INSTALLED = TARGET.resolve("installed.json");
    /** A cold cache downloads some 44 packages. */
    private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(3);

    private static boolean prepared;

    private MqttJsFolder() {}

    /** The folder; one of several test JVMs installs while the others wait. A script in it can import MQTT.js and mqtt-packet, its codec. */
    public static synchronized Path prepared() {
        if (!prepared) {
            try {
                prepare();
            } catch (IOException e) {
                throw new UncheckedIOException(TARGET + " could not be prepared", e);
            }
            prepared = true;
        }
        return TARGET;
    }

    private static void prepare() throws IOException {
        Files.createDirectories(TARGET);
        try (FileChannel channel = FileChannel.open(TARGET.resolve("lock"), CREATE, WRITE);
                FileLock lock = channel.lock()) {
            installOnce();
        }
    }

    private static void installOnce() throws IOException {
        for (String file : List.of("client.js", "judge.js", "package.json", LOCK_FILE)) {
            Files.copy(SOURCE.resolve(file), TARGET.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path wanted = TARGET.resolve(LOCK_FILE);
        if (!Files.exists(INSTALLED) || Files.mismatch(INSTALLED, wanted) >= 0) {
            install();
            Files.copy(wanted, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void install() {
        ChildProcess npm = ChildProcess.start(
                "npm",
                new ProcessBuilder(
                                Programs.require("npm").toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                        .directory(TARGET.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))));
        npm.end(INSTALL_TIMEOUT);
        int status = npm.awaitExit(INSTALL_TIMEOUT);
        if (status != 0) {
            throw new IllegalStateException("npm ci ended with status " + status + "; its output:\n" + npm.output());
        }
    }
}
