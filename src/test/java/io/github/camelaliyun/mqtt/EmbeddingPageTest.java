package io.github.camelaliyun.mqtt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/embedding.md} shows is what the projects under {@code src/it} have, and so what they are tested with. */
class EmbeddingPageTest {

    private static final Path PROJECTS = Path.of("src/it");
    private static final Pattern BLOCK = Pattern.compile("^```(?:xml|java|yaml|properties)\\n(.*?)^```$", flags());
    private static final Pattern REGION =
            Pattern.compile("^[^\\n]*tag::\\w+\\[][^\\n]*\\n(.*?)^[^\\n]*end::\\w+\\[]", flags());
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

    @ParameterizedTest
    @CsvSource({
        "Netty, netty-versions",
        "camel-main, camel-main",
        "Two accounts, two-accounts",
        "Beside an own paho:, beside-stock-paho",
        "Moving from camel-paho, moved-from-camel-paho",
        "Quarkus, quarkus",
        "Kamelets and the Camel CLI, kamelets"
    })
    void aSectionShowsTheMarkedRegionsOfItsProjectAndNothingElse(String section, String project) throws Exception {
        assertThat(blocksOf(section)).isNotEmpty().containsExactlyInAnyOrderElementsOf(regionsOf(project));
    }

    @Test
    void theDependencyLinesNameTheVersionOfThePom() throws Exception {
        String version = versionAfter("<name>camel-aliyun-mqtt", Files.readString(Path.of("pom.xml")), true);
        for (Path file : List.of(Path.of("README.md"), Path.of("README.zh-CN.md"), Path.of("docs/embedding.md"))) {
            assertThat(versionAfter("<artifactId>camel-aliyun-mqtt</artifactId>", Files.readString(file), false))
                    .as(file.toString())
                    .isEqualTo(version);
        }
    }

    private static List<String> blocksOf(String section) throws IOException {
        return Stream.of(Files.readString(Path.of("docs/embedding.md")).split("(?m)^## "))
                .filter(text -> text.startsWith(section))
                .flatMap(text -> BLOCK.matcher(text).results())
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> regionsOf(String project) throws IOException {
        try (Stream<Path> files = Files.walk(PROJECTS.resolve(project))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(PROJECTS.resolve(project).resolve("target")))
                    .map(EmbeddingPageTest::read)
                    .flatMap(text -> REGION.matcher(text).results())
                    .map(match -> match.group(1).stripTrailing().stripIndent() + "\n")
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The nearest version behind the text, or before it. */
    private static String versionAfter(String text, String content, boolean before) {
        int place = content.indexOf(text);
        assertThat(place).as(text).isNotNegative();
        List<String> versions = VERSION.matcher(before ? content.substring(0, place) : content.substring(place))
                .results()
                .map(match -> match.group(1))
                .toList();
        return before ? versions.get(versions.size() - 1) : versions.get(0);
    }

    private static int flags() {
        return Pattern.DOTALL | Pattern.MULTILINE;
    }
}
