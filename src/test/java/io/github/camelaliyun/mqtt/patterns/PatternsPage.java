package io.github.camelaliyun.mqtt.patterns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code docs/patterns.md} in one of its languages. */
enum PatternsPage {
    ENGLISH("docs/patterns.md"),
    CHINESE("docs/zh-CN/patterns.md");

    /** Pattern, when it is acknowledged, what a failure does, what to write, tests. */
    private static final Pattern ROW = Pattern.compile("^\\| ([^|]+) \\| [^|]+ \\| [^|]* ?\\| [^|]+ \\| ([^|]+) \\|$");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A row of its tables: its first and its last cell. */
    record Row(String pattern, String tests) {

        /** What stands in backticks, which is the same in each language. */
        List<String> code() {
            return code(pattern);
        }

        List<String> codeOfTests() {
            return code(tests);
        }

        private static List<String> code(String cell) {
            return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
        }
    }

    private final Path file;

    PatternsPage(String file) {
        this.file = Path.of(file);
    }

    String text() throws IOException {
        return Files.readString(file);
    }

    /** Each line of its tables but heads and rules, which must have the form of a row. */
    List<Row> rows() throws IOException {
        return text().lines()
                .filter(line -> line.startsWith("| ") && line.contains("`"))
                .map(PatternsPage::row)
                .toList();
    }

    private static Row row(String line) {
        MatchResult row = ROW.matcher(line).results().findFirst().orElseThrow(() -> new IllegalStateException(line));
        return new Row(row.group(1), row.group(2));
    }

    /** The blocks of code, with their languages. */
    List<String> blocks() throws IOException {
        return blocks("\\w+").map(MatchResult::group).toList();
    }

    /** The first block of code in a language. */
    String block(String language) throws IOException {
        return blocks(language).findFirst().orElseThrow().group(1);
    }

    private Stream<MatchResult> blocks(String language) throws IOException {
        return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(text())
                .results();
    }
}
