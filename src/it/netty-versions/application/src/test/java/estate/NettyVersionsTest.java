package estate;

import io.github.camelaliyun.mqtt.it.RuntimeClassPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** The application in a JVM of its own, on the class path that Maven makes with each version of Netty. */
class NettyVersionsTest {

    private static final long PATIENCE_SECONDS = 90;

    @ParameterizedTest
    @ValueSource(strings = {"netty-4.1-old", "netty-4.1-new", "netty-4.2-old", "netty-4.2-new"})
    void publishesAndConsumesOverEachTransport(String module) throws Exception {
        Set<String> versions = nettyVersions(module);
        assertThat(versions).hasSize(1);
        assertThat(start(module).lines())
                .contains(
                        "netty " + versions,
                        "tcp [first, second, third]",
                        "ssl [first, second, third]",
                        "ws [first, second, third]");
    }

    @Test
    void aMixtureIsRefusedByName() throws Exception {
        assertThat(nettyVersions("netty-mixed")).hasSize(2);
        // Where nothing listens: it must not come to that.
        assertThat(start("netty-mixed", "tcp://127.0.0.1:1"))
                .contains("more than one version of Netty is on the class path: {4.1.140.Final=[netty-buffer, ")
                .contains("4.2.20.Final=[")
                .contains("netty-codec-http")
                .contains("Import io.netty:netty-bom of one version in dependencyManagement")
                .doesNotContain("tcp [");
    }

    /** As the names of the jars say. */
    private static Set<String> nettyVersions(String module) {
        return RuntimeClassPath.jars(classPath(module)).stream()
                .filter(jar -> jar.startsWith("netty-"))
                .map(jar -> jar.replaceFirst("^.*?-(\\d.*)\\.jar$", "$1"))
                .collect(Collectors.toSet());
    }

    /** All that it printed until its end. */
    private static String start(String module, String... arguments) throws IOException, InterruptedException {
        Path output = Path.of("target", module + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of("target", "classes")
                        + File.pathSeparator
                        + Files.readString(classPath(module)).trim(),
                Application.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("the application on " + module + " ends; its output: " + output)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static Path classPath(String module) {
        return Path.of("..", module, "target", "runtime.classpath");
    }
}
