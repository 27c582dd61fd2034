package io.github.camelaliyun.mqtt;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages are ASCII: where the locale is C, as in many containers, a log has a question mark for everything else. */
class MessagesTest {

    private static final Path SOURCES = Path.of("src/main/java");
    /** What may hold a quotation mark that begins no string is passed over: comments and characters. */
    private static final Pattern TOKEN = Pattern.compile("//[^\\n]*|/\\*[\\s\\S]*?\\*/|'(?:\\\\.[^']*|[^'\\\\])'"
            + "|(?<string>\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*+\")");

    @Test
    void noStringOfTheProgramHasAnotherCharacter() throws IOException {
        List<String> strings = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher token = TOKEN.matcher(Files.readString(file));
                while (token.find()) {
                    if (token.group("string") != null) {
                        strings.add(file + ": " + token.group("string"));
                    }
                }
            }
        }

        assertThat(strings).hasSizeGreaterThan(1_000).allMatch(StandardCharsets.US_ASCII.newEncoder()::canEncode);
    }
}
