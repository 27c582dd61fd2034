package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.Pom.Artifact;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/dependencies.md} has what the poms of this repository depend on and are built with. */
class DependenciesPageTest {

    private static final Path PAGE = Path.of("docs/dependencies.md");
    private static final Pattern FIRST_OF_FOUR = Pattern.compile("(?m)^\\| ([^|]+) \\|[^|]+\\|[^|]+\\|[^|]+\\|$");
    private static final Pattern BETWEEN = Pattern.compile("[ ,;]+");
    private static final String OURS = "io.github.camelaliyun";

    /** What is imported is a list of versions, and brings nothing. */
    private static final String USED = "//dependency[not(scope='import')] | //plugin | //annotationProcessorPaths/path";

    @Test
    void eachArtifactIsInTheTable() throws Exception {
        Set<String> used = new TreeSet<>();
        for (Pom pom : Pom.all()) {
            othersOf(pom).forEach(artifact -> used.add(artifact.artifactId()));
        }
        assertThat(used)
                .contains("camel-paho", "archunit", "spotless-maven-plugin", "spring-test")
                .hasSizeGreaterThan(70);
        assertThat(rows().stream().flatMap(Set::stream)).containsAll(used);
    }

    @Test
    void whatTheProjectSaysTheVersionOfIsThereWithIt() throws Exception {
        List<Set<String>> rows = rows();
        for (String file : List.of("pom.xml", "bench/pom.xml")) {
            for (Artifact artifact : othersOf(Pom.of(Path.of(file)))) {
                if (!artifact.version().isEmpty()) {
                    assertThat(rows)
                            .as(artifact.toString())
                            .anyMatch(row -> row.containsAll(List.of(artifact.artifactId(), artifact.version())));
                }
            }
        }
    }

    private static List<Artifact> othersOf(Pom pom) throws Exception {
        return pom.artifacts(USED).stream()
                .filter(artifact -> !artifact.groupId().equals(OURS))
                .toList();
    }

    /** The words of each first cell. */
    private static List<Set<String>> rows() throws Exception {
        return FIRST_OF_FOUR
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> BETWEEN.splitAsStream(row.group(1)).collect(Collectors.toSet()))
                .toList();
    }
}
