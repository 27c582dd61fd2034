package estate;

import io.github.camelaliyun.mqtt.AliyunPahoComponent;
import io.github.camelaliyun.mqtt.it.RuntimeClassPath;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes with one dependency on the jar, and nothing beside it. */
class ConsumerTest {

    private static final Path OF_CAMEL_PAHO = Path.of("..", "camel-paho", "target", "runtime.classpath");

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
    void theJarBringsCamelPahoAndWhatThatBringsAndNothingElse() {
        List<String> ours = RuntimeClassPath.jars();
        List<String> ofCamelPaho = RuntimeClassPath.jars(OF_CAMEL_PAHO);
        assertThat(ofCamelPaho).anyMatch(jar -> jar.startsWith("camel-paho-"));
        assertThat(ours)
                .filteredOn(jar -> !ofCamelPaho.contains(jar))
                .singleElement()
                .asString()
                .startsWith("camel-aliyun-mqtt-");
    }

    @Test
    void theJarHasNoSettingsAndNoRoutes() throws Exception {
        URI place = AliyunPahoComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        try (JarFile jar = new JarFile(Path.of(place).toFile())) {
            List<String> entries = jar.stream().map(ZipEntry::getName).toList();
            assertThat(entries).contains(AliyunPahoComponent.class.getName().replace('.', '/') + ".class");
            assertThat(entries).noneMatch(entry -> SETTINGS_AND_ROUTES.stream().anyMatch(entry::matches));
        }
    }
}
