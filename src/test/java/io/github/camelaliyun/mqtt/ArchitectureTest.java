package io.github.camelaliyun.mqtt;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The rooms of the jar, as CONTRIBUTING.md shows them: who knows whom, and who knows which library. */
class ArchitectureTest {

    private static final int MOST_LINES = 300;
    private static final String ROOT = "io.github.camelaliyun.mqtt";

    /** Those of the place that the component comes from, which has no tests. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(AliyunMqttComponent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation());

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "service    | service",
                "wire       | wire service",
                "credential | credential service",
                "connection | connection wire credential service",
                "tls        | tls wire service",
                "observe    | observe connection service",
                "sandbox    | sandbox credential service",
                ".          | . connection wire credential service tls observe sandbox",
                "app        | app . credential sandbox service",
                "doctor     | doctor app . connection wire credential service tls observe sandbox",
                "springboot | springboot . credential sandbox service"
            })
    void aRoomKnowsTheseAlone(String room, String known) {
        Set<String> allowed = Set.of(known.split(" "));
        Set<String> unknown = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            if (roomOf(each).equals(room)) {
                each.getDirectDependenciesFromSelf().stream()
                        .filter(arrow -> arrow.getTargetClass().getPackageName().startsWith(ROOT))
                        .filter(arrow -> !allowed.contains(roomOf(arrow.getTargetClass())))
                        .forEach(arrow -> unknown.add(arrow.getDescription()));
            }
        }
        assertThat(unknown).isEmpty();
    }

    /** The part of the package's name after the root's; a dot for the root. */
    private static String roomOf(JavaClass each) {
        String name = each.getPackageName();
        return name.equals(ROOT) ? "." : name.substring(ROOT.length() + 1).split("\\.")[0];
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nettyIsKnownToTheWireAndTheSandboxAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..wire..", "..sandbox..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    /** Camel's reader of JSON is a library without Camel. */
    @Test
    void theConnectionAndTheWireKnowNoCamel() {
        noClasses()
                .that()
                .resideInAnyPackage("..connection..", "..wire..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("org.apache.camel..")
                        .and(DescribedPredicate.not(
                                JavaClass.Predicates.resideInAPackage("org.apache.camel.util.json"))))
                .check(CLASSES);
    }

    @Test
    void springIsKnownToItsOwnRoomAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..springboot..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws Exception {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java", ROOT.split("\\.")))) {
            Set<String> silent = folders.filter(Files::isDirectory)
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .map(Path::toString)
                    .collect(Collectors.toSet());
            assertThat(silent).isEmpty();
        }
    }

    /** A class that has more does more than one thing; what generators write is not read. */
    @ParameterizedTest
    @ValueSource(strings = {"src/main/java", "src/test/java", "bench/java"})
    void noSourceFileHasMoreThan300Lines(String folder) throws IOException {
        List<String> tooLong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                if (Files.readAllLines(file).size() > MOST_LINES) {
                    tooLong.add(file.toString());
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }
}
