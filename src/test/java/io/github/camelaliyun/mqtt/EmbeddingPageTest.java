package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxFaults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/embedding.md} and {@code docs/sandbox.md} show is what the projects under {@code src/it} have, and so what they
 * are tested with.
 */
class EmbeddingPageTest {

    private static final Path PROJECTS = Path.of("src/it");
    private static final Path EMBEDDING = Path.of("docs/embedding.md");
    private static final Path SANDBOX = Path.of("docs/sandbox.md");
    private static final Path WHOLE_TEST = PROJECTS.resolve("sandbox-junit/src/test/java/meters/MetersTest.java");
    private static final int SHORT = 25;
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
        assertThat(blocksOf(EMBEDDING, section)).isNotEmpty().containsExactlyInAnyOrderElementsOf(regionsOf(project));
    }

    @ParameterizedTest
    @CsvSource({"Spring Boot, sandbox-spring-boot", "Quarkus, sandbox-quarkus"})
    void thePageOfTheSandboxDoesSoToo(String section, String project) throws Exception {
        assertThat(blocksOf(SANDBOX, section)).isNotEmpty().containsExactlyInAnyOrderElementsOf(regionsOf(project));
    }

    @Test
    void theFirstTestWithTheSandboxIsShownAsAWholeAndIsShort() throws Exception {
        List<String> shown = new ArrayList<>(regionsOf("sandbox-junit"));
        shown.add(Files.readString(WHOLE_TEST));

        assertThat(blocksOf(SANDBOX, "camel-main")).containsExactlyInAnyOrderElementsOf(shown);
        assertThat(Files.readAllLines(WHOLE_TEST)).hasSizeLessThanOrEqualTo(SHORT);
    }

    /** In the tables of the page, a method is a name with a parenthesis behind it. */
    @ParameterizedTest
    @ValueSource(classes = {AliyunMqttSandbox.class, Sandbox.class, SandboxFaults.class})
    void thePageOfTheSandboxNamesWhatATestCanCall(Class<?> type) throws Exception {
        Set<String> there = Stream.of(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .map(Method::getName)
                .filter(name -> !name.matches("(before|after)(All|Each)"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = Stream.of(Files.readString(SANDBOX).split("\n\n"))
                .filter(table -> table.startsWith("| method of `" + type.getSimpleName() + "`"))
                .flatMap(table -> Pattern.compile("`(\\w+)\\(").matcher(table).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(there);
    }

    @Test
    void theDependencyLinesNameTheVersionOfThePom() throws Exception {
        String version = versionAfter("<name>camel-aliyun-mqtt", Files.readString(Path.of("pom.xml")), true);
        for (Path file : List.of(Path.of("README.md"), Path.of("README.zh-CN.md"), EMBEDDING)) {
            assertThat(versionAfter("<artifactId>camel-aliyun-mqtt</artifactId>", Files.readString(file), false))
                    .as(file.toString())
                    .isEqualTo(version);
        }
        for (String artifact : List.of("camel-aliyun-mqtt-sandbox", "camel-aliyun-mqtt-spring-boot-starter")) {
            String name = "<artifactId>" + artifact + "</artifactId>";
            assertThat(versionAfter(name, Files.readString(SANDBOX), false)).isEqualTo(version);
            assertThat(versionAfter(name, Files.readString(Path.of("artifacts", artifact, "pom.xml")), false))
                    .isEqualTo(version);
        }
    }

    private static List<String> blocksOf(Path page, String section) throws IOException {
        return Stream.of(Files.readString(page).split("(?m)^## "))
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
