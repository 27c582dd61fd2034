package lines;

import io.github.camelaliyun.mqtt.it.SeparateSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The doctor looks at the runnable project, in a process of its own as its users start it. */
@ExtendWith(SandboxOfTheLine.class)
class DoctorTest {

    private static final Path PROJECT = Path.of(System.getProperty("main.build"), "..");
    private static final long PATIENCE_SECONDS = 60;

    @Test
    void itFindsNothingWrong(@TempDir Path folder) throws Exception {
        Files.copy(PROJECT.resolve("application.properties"), folder.resolve("application.properties"));
        Files.writeString(
                Files.createDirectory(folder.resolve("routes")).resolve("in.camel.yaml"),
                "- route:\n    from:\n      uri: paho:test/doctor\n      steps:\n        - to: seda:in\n");
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Daliyun.mqtt.endpoint=" + SandboxOfTheLine.get().tcp(),
                        "-Daliyun.mqtt.instance-id=" + SeparateSandbox.INSTANCE_ID,
                        "-Daliyun.mqtt.access-key=" + SeparateSandbox.ACCESS_KEY,
                        "-Daliyun.mqtt.secret-key=" + SeparateSandbox.SECRET_KEY,
                        "io.github.camelaliyun.mqtt.doctor.Doctor"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as(Files.readString(output, StandardCharsets.UTF_8))
                .isZero();
        assertThat(output).content(StandardCharsets.UTF_8).contains("aliyun.mqtt.group-id", "test/doctor");
    }
}
