package io.github.camelaliyun.mqtt;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/conformance.md} has each normative statement of MQTT 3.1.1 once, and names tests that there are. */
class ConformancePageTest {

    private static final Path PAGE = Path.of("docs/conformance.md");

    /** Appendix B of the OASIS Standard of 29 October 2014: the sections, and how many statements each has. */
    private static final String STATEMENTS = """
            1.5.3 3
            2.2.2 2
            2.3.1 7
            3.1.0 2
            3.1.2 24
            3.1.3 11
            3.1.4 5
            3.2.0 1
            3.2.2 6
            3.3.1 12
            3.3.2 3
            3.3.4 1
            3.3.5 2
            3.6.1 1
            3.8.1 1
            3.8.3 4
            3.8.4 6
            3.9.3 2
            3.10.1 1
            3.10.3 2
            3.10.4 6
            3.12.4 1
            3.14.1 1
            3.14.4 3
            4.1.0 2
            4.3.1 1
            4.3.2 2
            4.3.3 2
            4.4.0 1
            4.5.0 2
            4.6.0 6
            4.7.1 3
            4.7.2 1
            4.7.3 4
            4.8.0 2
            6.0.0 4
            7.0.0 2
            7.1.1 1
            7.1.2 1
            """;

    private static final Pattern NUMBER = Pattern.compile("\\d\\.\\d+\\.\\d-\\d+");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d\\S+) \\| (.+) \\| (.+) \\| (.+) \\|$");
    private static final Pattern TEST = Pattern.compile("`((?:[a-z]+\\.)?[A-Z]\\w+)#(\\w+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(#([^)]+)\\)");

    @Test
    void eachStatementIsThereOnce() throws Exception {
        String page = Files.readString(PAGE);
        Stream<String> rows = ROW.matcher(page).results().map(row -> row.group(1));
        Stream<String> servers = NUMBER.matcher(section(page, "Statements for servers alone"))
                .results()
                .map(MatchResult::group);

        assertThat(Stream.concat(rows, servers)).containsExactlyInAnyOrderElementsOf(statements());
    }

    @Test
    void eachRowNamesATest() throws Exception {
        List<MatchResult> rows = ROW.matcher(Files.readString(PAGE)).results().toList();

        assertThat(rows)
                .hasSizeGreaterThan(70)
                .allSatisfy(row -> assertThat(row.group(4)).as(row.group(1)).containsPattern(TEST));
    }

    @Test
    void theTestsThatItNamesAreThere() throws Exception {
        NamedTests named = NamedTests.of(Files.readString(PAGE));

        assertThat(named.all()).hasSizeGreaterThan(100);
        assertThat(named.unknown()).isEmpty();
    }

    @Test
    void whatItLinksToOnThePageIsThere() throws Exception {
        String page = Files.readString(PAGE);
        List<String> headings = page.lines()
                .filter(line -> line.startsWith("##"))
                .map(line ->
                        line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();

        assertThat(LINK.matcher(page).results().map(link -> link.group(1)).distinct())
                .isSubsetOf(headings)
                .hasSizeGreaterThan(5);
    }

    /** Deviations are of statements that there are. */
    @Test
    void everyNumberOfThePageIsThatOfAStatement() throws Exception {
        assertThat(NUMBER.matcher(Files.readString(PAGE)).results().map(MatchResult::group))
                .isSubsetOf(statements());
    }

    private static List<String> statements() {
        return STATEMENTS
                .lines()
                .map(line -> line.split(" "))
                .flatMap(section -> IntStream.rangeClosed(1, Integer.parseInt(section[1]))
                        .mapToObj(number -> section[0] + "-" + number))
                .toList();
    }

    private static String section(String page, String heading) {
        return Arrays.stream(page.split("(?m)^## "))
                .filter(section -> section.startsWith(heading))
                .findFirst()
                .orElseThrow();
    }
}
