package io.github.camelaliyun.mqtt.distribution;

import io.github.camelaliyun.mqtt.kit.ChildProcess;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** A Java of this version without a compiler: made by jlink where that is there, once in a build, else this JDK without that module. */
record Jre(Path home, String options) {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** As the JREs that are published have them; the compiler is jdk.compiler. */
    private static final String MODULES =
            "java.se,jdk.charsets,jdk.crypto.ec,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs";

    static Jre withoutCompiler() {
        Path jdk = Path.of(System.getProperty("java.home"));
        Path jlink = jdk.resolve("bin/jlink");
        if (!Files.isExecutable(jlink)) {
            return new Jre(jdk, "--limit-modules " + MODULES);
        }
        Path made = Path.of("target", "jre-" + Runtime.version()).toAbsolutePath();
        if (!Files.isExecutable(made.resolve("bin/java"))) {
            ChildProcess process = ChildProcess.start(
                    "jlink",
                    new ProcessBuilder(
                            jlink.toString(), "--add-modules", MODULES, "--no-man-pages", "--output", made.toString()));
            assertThat(process.awaitExit(LIMIT)).as(process.output()).isZero();
        }
        return new Jre(made, "");
    }
}
