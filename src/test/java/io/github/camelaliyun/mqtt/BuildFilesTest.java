package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.Pom.Artifact;
import io.github.camelaliyun.mqtt.app.App;
import io.github.camelaliyun.mqtt.app.SandboxApp;
import io.github.camelaliyun.mqtt.doctor.Doctor;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What Maven projects repeat of each other, and what only the project's own CI asks for. */
class BuildFilesTest {

    private static final Path MAIN = Path.of("pom.xml");
    private static final Path BENCH = Path.of("bench/pom.xml");
    private static final Path SANDBOX = Path.of("artifacts/camel-aliyun-mqtt-sandbox/pom.xml");
    private static final String OPTIONAL =
            "/project/dependencies/dependency[optional='true' and (not(scope) or scope='runtime')]";

    private static final String WITH_VERSION = "/project[groupId] | //dependency[version] | //plugin[version]"
            + " | //annotationProcessorPaths/path[version]";
    private static final String BROKER = "hivemq-community-edition-embedded";
    private static final String WITHOUT = "//dependency[artifactId='" + BROKER + "']/exclusions/exclusion";

    /** Of each of these groups all artifacts have one version. */
    private static final Map<String, String> ONE = Map.of(
            "io.github.camelaliyun", "this project",
            "org.apache.camel", "Camel",
            "org.apache.camel.springboot", "Camel",
            "org.springframework.boot", "Spring Boot",
            "io.netty", "Netty",
            "org.junit", "JUnit",
            "org.junit.jupiter", "JUnit");

    /** Where the version is meant to be another one. */
    private static final Map<String, List<String>> OTHERS = Map.of(
            "Netty", List.of("src/it/netty-versions", "src/it/dependency-tree/ours-on-netty-4.2"),
            "Camel", List.of("src/it/lines"),
            "org.slf4j:slf4j-nop", List.of("src/test/brokers/moquette"));

    @Test
    void theBenchHasWhatTheRunnableProjectAdds() throws Exception {
        List<String> added = Pom.of(MAIN).texts(OPTIONAL + "/artifactId");
        assertThat(added).contains("camel-main");
        assertThat(Pom.of(BENCH).texts("/project/dependencies/dependency[not(scope) or scope='runtime']/artifactId"))
                .containsExactlyElementsOf(Stream.concat(Stream.of("camel-aliyun-mqtt"), added.stream())
                        .toList());
    }

    /** A project without a parent cannot have them from elsewhere. */
    @Test
    void everyPomHasTheSameVersions() throws Exception {
        Map<String, Map<String, TreeSet<String>>> versions = new TreeMap<>();
        for (Pom pom : Pom.all()) {
            for (Artifact artifact : pom.artifacts(WITH_VERSION)) {
                String name = ONE.getOrDefault(artifact.groupId(), artifact.groupId() + ":" + artifact.artifactId());
                if (!isMeantToDiffer(name, pom)) {
                    versions.computeIfAbsent(name, key -> new TreeMap<>())
                            .computeIfAbsent(artifact.version(), key -> new TreeSet<>())
                            .add(pom.toString());
                }
            }
        }
        assertThat(versions)
                .containsKeys("this project", "JUnit", "com.hivemq:" + BROKER)
                .hasSizeGreaterThan(30);
        assertThat(versions)
                .allSatisfy((name, places) -> assertThat(places).as(name).hasSize(1));
        assertThat(versions.get("com.hivemq:" + BROKER).values().iterator().next())
                .hasSize(4);
    }

    private static boolean isMeantToDiffer(String name, Pom pom) {
        return OTHERS.getOrDefault(name, List.of()).stream().anyMatch(pom.file()::startsWith);
    }

    /** Beside them stands Netty where it comes with the jar: two versions of it would not work together. */
    @Test
    void theBrokerOfTheSandboxRunsWithoutTheSame() throws Exception {
        List<String> without = exclusions(MAIN);
        assertThat(without).hasSize(5);
        assertThat(exclusions(Path.of("src/it/netty-versions/pom.xml"))).isEqualTo(without);
        assertThat(exclusions(SANDBOX))
                .isEqualTo(
                        Stream.concat(without.stream(), Stream.of("io.netty:*")).toList());
    }

    private static List<String> exclusions(Path pom) throws Exception {
        return Pom.of(pom).artifacts(WITHOUT).stream()
                .map(excluded -> excluded.groupId() + ":" + excluded.artifactId())
                .toList();
    }

    @Test
    void oneVersionOfEachDependencyIsAskedForInCiAlone() throws Exception {
        assertThat(Pom.of(MAIN).texts("/project/build//dependencyConvergence")).isEmpty();
        assertThat(Pom.of(MAIN).texts("/project/profiles/profile[.//dependencyConvergence]/activation/property/name"))
                .containsExactly("it.repository");
    }

    /** The profiles that run another program than the routes. */
    @Test
    void camelRunStartsTheProgramThatAProfileNames() throws Exception {
        assertThat(Pom.of(MAIN).texts("/project/build//plugin[artifactId='camel-maven-plugin']//mainClass"))
                .containsExactly("${main.class}");
        List<String> programs = Pom.of(MAIN).texts("//properties/main.class");
        assertThat(programs).contains(App.class.getName(), SandboxApp.class.getName(), Doctor.class.getName());
        for (String program : programs) {
            assertThat(Class.forName(program).getMethod("main", String[].class)).isNotNull();
        }
    }
}
