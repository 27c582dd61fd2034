package estate;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.it.RuntimeClassPath;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes with one dependency on the jar, and nothing beside it. */
class ConsumerTest {

    private static final Path OF_CAMEL_PAHO = Path.of("..", "camel-paho", "target", "runtime.classpath");

    private static final Path ON_NETTY_4_2 = Path.of("..", "ours-on-netty-4.2", "target", "runtime.classpath");

    /** What all versions have; the codec of 4.1 is two jars in 4.2. */
    private static final List<String> NETTY = List.of(
            "netty-buffer",
            "netty-codec-http",
            "netty-codec-mqtt",
            "netty-codec-socks",
            "netty-common",
            "netty-handler",
            "netty-handler-proxy",
            "netty-resolver",
            "netty-transport",
            "netty-transport-native-unix-common");

    /** What Camel, Spring Boot, Quarkus or a logging backend would take for the estate's own. */
    private static final List<String> SETTINGS_AND_ROUTES = List.of(
            "(config/)?application[^/]*\\.(properties|ya?ml)",
            "log4j.*",
            "logback.*",
            "simplelogger\\.properties",
            "logging\\.properties",
            "(routes|camel|camel-rest)/.+",
            ".*\\.camel\\.(ya?ml|xml)",
            "META-INF/services/org\\.slf4j\\..*");

    @Test
    void theJarBringsCamelPahoNettyAndNothingElse() {
        assertThat(broughtBeside(OF_CAMEL_PAHO, RuntimeClassPath.jars()))
                .containsExactlyInAnyOrderElementsOf(with(NETTY, "camel-aliyun-mqtt", "netty-codec"));
    }

    @Test
    void anApplicationOnNetty42HasThatInAllOfItsJars() {
        List<String> jars = RuntimeClassPath.jars(ON_NETTY_4_2);
        assertThat(broughtBeside(OF_CAMEL_PAHO, jars))
                .containsExactlyInAnyOrderElementsOf(
                        with(NETTY, "camel-aliyun-mqtt", "netty-codec-base", "netty-codec-compression"));
        assertThat(jars).filteredOn(jar -> jar.startsWith("netty-")).allMatch(jar -> jar.contains("-4.2."));
    }

    @Test
    void theJarHasNoSettingsAndNoRoutes() throws Exception {
        URI place = AliyunMqttComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        try (JarFile jar = new JarFile(Path.of(place).toFile())) {
            List<String> entries = jar.stream().map(ZipEntry::getName).toList();
            assertThat(entries).contains(AliyunMqttComponent.class.getName().replace('.', '/') + ".class");
            assertThat(entries).noneMatch(entry -> SETTINGS_AND_ROUTES.stream().anyMatch(entry::matches));
        }
    }

    /** The names, without versions, of the jars that others do not have. */
    private static List<String> broughtBeside(Path others, List<String> jars) {
        List<String> theirs = RuntimeClassPath.jars(others);
        assertThat(theirs).anyMatch(jar -> jar.startsWith("camel-paho-"));
        return jars.stream()
                .filter(jar -> !theirs.contains(jar))
                .map(jar -> jar.replaceFirst("-\\d.*", ""))
                .toList();
    }

    private static List<String> with(List<String> names, String... more) {
        return Stream.concat(names.stream(), Stream.of(more)).toList();
    }
}
