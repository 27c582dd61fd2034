package lines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The table of the READMEs has the rows of the matrix, and for each the number of tests that were run, without those skipped. */
class TableTest {

    private static final Path ROOT = Path.of(System.getProperty("main.build"), "..");
    private static final boolean ALL = "all".equals(System.getProperty("lines"));
    private static final List<String> ALWAYS = List.of("4.8.1", "4.17.0", "4.22.0");

    @ParameterizedTest
    @CsvSource({"README.md, yes, not served", "README.zh-CN.md, 是, 无法获取"})
    void aReadmeHasARowForEachLineOfTheMatrixAndNoOther(String file, String yes, String notServed) throws Exception {
        List<String> rows = Files.readAllLines(ROOT.resolve(file)).stream()
                .filter(line -> line.matches("\\| 4\\.\\d+\\.\\d+ \\|.*"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Line.all().stream()
                        .map(line -> line.row(yes, notServed))
                        .toList());
    }

    @Test
    void onJdk17EachTestOfALineWasRunOrItsArtifactIsNotServed() throws Exception {
        assertThat(Line.all()).extracting(Line::version).containsAll(ALWAYS);
        for (Line line : Line.all()) {
            if (ALL || ALWAYS.contains(line.version())) {
                line.assertRun("surefire-reports");
            }
        }
    }

    @Test
    void onJdk25Too() throws Exception {
        assumeThat(ALL && System.getenv("JAVA_HOME_25") != null)
                .as("with the profile lines, and where JAVA_HOME_25 names a JDK 25")
                .isTrue();
        for (Line line : Line.all()) {
            line.assertRun("jdk25-reports");
        }
    }

    @Test
    void theMatrixNamesEachFolder() throws Exception {
        String modules = Files.readString(Path.of("..", "pom.xml"));
        try (Stream<Path> folders = Files.list(Path.of(".."))) {
            assertThat(folders.map(folder -> folder.getFileName().toString()).filter(name -> name.startsWith("camel-")))
                    .allMatch(name -> modules.contains("<module>" + name + "</module>"));
        }
    }
}
