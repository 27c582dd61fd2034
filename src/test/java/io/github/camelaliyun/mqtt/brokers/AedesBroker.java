package io.github.camelaliyun.mqtt.brokers;

import io.github.camelaliyun.mqtt.kit.ChildProcess;
import io.github.camelaliyun.mqtt.kit.Programs;
import org.opentest4j.TestAbortedException;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** aedes in a node process, from {@code src/test/brokers/aedes}; a copy under {@code target} has what npm installs. */
final class AedesBroker {

    private static final Path SOURCE = Path.of("src", "test", "brokers", "aedes");
    private static final Path TARGET = Path.of("target", "brokers", "aedes").toAbsolutePath();
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(3);

    private AedesBroker() {}

    /**
     * Installs and starts it, and returns when it accepts connections.
     *
     * @throws TestAbortedException if node or npm is missing
     */
    static BrokerUnderTest start() {
        for (String program : List.of("node", "npm")) {
            if (Programs.find(program).isEmpty()) {
                throw new TestAbortedException(program + " is not on the PATH");
            }
        }
        String version;
        try {
            install();
            version = version();
        } catch (IOException e) {
            throw new UncheckedIOException(TARGET + " could not be prepared", e);
        }
        Site site = Site.prepare("aedes");
        return BrokerProcess.start(
                new BrokerProcess.Launch(
                        "aedes",
                        version,
                        "/",
                        List.of(
                                Programs.require("node").toString(),
                                TARGET.resolve("broker.js").toString(),
                                site.folder().toString(),
                                String.valueOf(site.tcpPort()),
                                String.valueOf(site.tlsPort()),
                                String.valueOf(site.wsPort())),
                        Map.of(),
                        "listening"),
                site);
    }

    private static void install() throws IOException {
        Files.createDirectories(TARGET);
        for (String file : List.of("broker.js", "package.json", "package-lock.json")) {
            Files.copy(SOURCE.resolve(file), TARGET.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        ChildProcess npm = ChildProcess.start(
                "npm",
                new ProcessBuilder(
                                Programs.require("npm").toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                        .directory(TARGET.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))));
        npm.end(INSTALL_LIMIT);
        int status = npm.awaitExit(INSTALL_LIMIT);
        if (status != 0) {
            throw new IllegalStateException("npm ci ended with status " + status + "; its output:\n" + npm.output());
        }
    }

    private static String version() throws IOException {
        Path description = TARGET.resolve(Path.of("node_modules", "aedes", "package.json"));
        Matcher version = Pattern.compile("\"version\": \"([^\"]+)\"").matcher(Files.readString(description));
        if (!version.find()) {
            throw new IllegalStateException(description + " names no version");
        }
        return version.group(1);
    }
}
