package io.github.camelaliyun.mqtt.patterns;

import io.github.camelaliyun.mqtt.NamedTests;
import io.github.camelaliyun.mqtt.patterns.PatternsPage.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/patterns.md} has a test for each row, a row for each test, and the same in both languages. */
class PatternsPageTest {

    private static final Path SOURCES = Path.of("src/test/java/io/github/camelaliyun/mqtt/patterns");
    private static final Pattern REGION = Pattern.compile("(?ms)^ *// tag::\\w+\\[]\\n(.*?)^ *// end::\\w+\\[]");

    @ParameterizedTest
    @EnumSource
    void eachRowNamesTestsThatThereAre(PatternsPage page) throws Exception {
        List<Row> rows = page.rows();

        assertThat(rows).hasSizeGreaterThan(40);
        for (Row row : rows) {
            NamedTests named = NamedTests.of(row.tests());
            assertThat(named.all()).as(row.pattern()).isNotEmpty();
            assertThat(named.unknown()).as(row.pattern()).isEmpty();
            assertThat(row.codeOfTests()).as(row.pattern()).hasSameSizeAs(named.all());
        }
    }

    @Test
    void bothLanguagesHaveTheSameRowsWithTheSameTests() throws Exception {
        List<Row> english = PatternsPage.ENGLISH.rows();
        List<Row> chinese = PatternsPage.CHINESE.rows();

        assertThat(chinese.stream().map(Row::code))
                .containsExactlyElementsOf(english.stream().map(Row::code).toList());
        assertThat(chinese.stream().map(Row::tests))
                .containsExactlyElementsOf(english.stream().map(Row::tests).toList());
    }

    @Test
    void bothLanguagesShowTheSameCode() throws Exception {
        assertThat(PatternsPage.CHINESE.blocks()).isEqualTo(PatternsPage.ENGLISH.blocks());
    }

    /** One that no row names proves nothing that is promised. */
    @Test
    void eachTestOfThePatternsIsNamed() throws Exception {
        TreeSet<String> tests = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith("IT.java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                tests(Class.forName(getClass().getPackageName() + "." + name)).forEach(tests::add);
            }
        }
        TreeSet<String> named = PatternsPage.ENGLISH.rows().stream()
                .flatMap(row -> row.codeOfTests().stream())
                .map(test -> test.replaceAll(".*#", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isEqualTo(tests);
    }

    private static Stream<String> tests(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName);
    }

    @ParameterizedTest
    @CsvSource({"PublishRateIT", "BatchesIT"})
    void theJavaThatIsShownIsThatOfTheTests(String source) throws Exception {
        String code = Files.readString(SOURCES.resolve(source + ".java"));
        List<String> regions = REGION.matcher(code)
                .results()
                .map(region -> "```java\n" + region.group(1).stripTrailing().stripIndent() + "\n```")
                .toList();

        assertThat(regions).hasSize(1);
        assertThat(PatternsPage.ENGLISH.blocks()).containsAll(regions);
    }

    /** What a row points to on the page. */
    @ParameterizedTest
    @EnumSource
    void whatItLinksToOnThePageIsThere(PatternsPage page) throws Exception {
        List<String> headings = page.text()
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();

        assertThat(Pattern.compile("\\]\\(#([^)]+)\\)")
                        .matcher(page.text())
                        .results()
                        .map((MatchResult link) -> link.group(1)))
                .isNotEmpty()
                .isSubsetOf(headings);
    }
}
