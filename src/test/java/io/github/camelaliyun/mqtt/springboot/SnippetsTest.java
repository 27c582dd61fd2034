package io.github.camelaliyun.mqtt.springboot;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/embedding.md} shows for Spring Boot is what the project under {@code src/it} has and runs. */
class SnippetsTest {

    private static final Path SOURCES = Path.of("src/it/spring-boot/src/main");
    private static final Pattern TAGGED =
            Pattern.compile("\\S+ tag::\\w+\\[]\\n(.*?)\\S+ end::\\w+\\[]", Pattern.DOTALL);

    @Test
    void everySnippetIsTakenFromTheEstate() throws Exception {
        String page = Files.readString(Path.of("docs/embedding.md"));
        List<String> snippets;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            snippets = files.filter(Files::isRegularFile)
                    .flatMap(SnippetsTest::tagged)
                    .toList();
        }
        assertThat(snippets).hasSize(4).allSatisfy(snippet -> assertThat(page).contains(snippet));
    }

    private static Stream<String> tagged(Path file) {
        try {
            return TAGGED.matcher(Files.readString(file)).results().map(match -> match.group(1)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
