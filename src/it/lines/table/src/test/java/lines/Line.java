package lines;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A module of the matrix.
 *
 * @param notServed artifacts, as its pom names them
 * @param paho the version of camel-paho
 */
record Line(Path folder, String version, String paho, Set<String> notServed) {

    /** In the order of the table's columns. */
    private static final List<String> COLUMNS =
            List.of("camel-java-joor-dsl", "camel-kamelet", "camel-console", "camel-micrometer", "camel-management");

    private static final Pattern TEST = Pattern.compile("@Test\\s+(?:@Needs\\(\"([^\"]+)\"\\)\\s+)?void ");
    private static final Pattern CASE = Pattern.compile("<testcase [^>]*?(?:/>|>(.*?)</testcase>)", Pattern.DOTALL);

    static List<Line> all() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(".."))) {
            List<Line> lines = new ArrayList<>();
            for (Path folder : folders.filter(
                            each -> each.getFileName().toString().startsWith("camel-"))
                    .toList()) {
                lines.add(of(folder));
            }
            lines.sort(Comparator.comparing(line -> Version.parse(line.version())));
            return lines;
        }
    }

    private static Line of(Path folder) throws IOException {
        String pom = Files.readString(folder.resolve("pom.xml"));
        String version = property(pom, "line.version", "");
        return new Line(
                folder,
                version,
                property(pom, "camel-paho.version", version),
                Set.of(property(pom, "not-served", "").split(",")));
    }

    private static String property(String pom, String name, String otherwise) {
        return Pattern.compile("<" + name + ">(.*)</" + name + ">")
                .matcher(pom)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElse(otherwise);
    }

    /** As a README has it. */
    String row(String yes, String notServedWords) {
        List<String> cells = new ArrayList<>(List.of(version, paho));
        COLUMNS.forEach(artifact -> cells.add(notServed.contains(artifact) ? notServedWords : yes));
        try {
            cells.add(String.valueOf(tests()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return "| " + String.join(" | ", cells) + " |";
    }

    /** How many of the application's tests need nothing that is not served. */
    private long tests() throws IOException {
        long count = 0;
        try (Stream<Path> sources = Files.list(Path.of("..", "application", "java", "lines"))) {
            for (Path source : sources.toList()) {
                count += TEST.matcher(Files.readString(source))
                        .results()
                        .filter(test -> test.group(1) == null || !notServed.contains(test.group(1)))
                        .count();
            }
        }
        return count;
    }

    /** Fails unless as many tests have passed as the table says, and each other was skipped for an artifact. */
    void assertRun(String reports) throws IOException {
        Path place = folder.resolve("target").resolve(reports);
        assertThat(place).as("Camel " + version + " was run").isDirectory();
        long passed = 0;
        try (Stream<Path> files = Files.list(place)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".xml")).toList()) {
                for (MatchResult each :
                        CASE.matcher(Files.readString(file)).results().toList()) {
                    String body = each.group(1) == null ? "" : each.group(1);
                    if (body.contains("<skipped")) {
                        assertThat(body).as(file.toString()).contains("not served: ");
                    } else {
                        assertThat(body).as(file.toString()).doesNotContain("<failure", "<error");
                        passed++;
                    }
                }
            }
        }
        assertThat(passed).as("tests of Camel " + version + " in " + reports).isEqualTo(tests());
    }
}
