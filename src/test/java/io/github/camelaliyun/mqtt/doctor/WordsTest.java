package io.github.camelaliyun.mqtt.doctor;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class WordsTest {

    private static final Pattern SAID = Pattern.compile("say\\(\\s*\"([a-z0-9.-]+)\"");
    private static final Pattern PLACE = Pattern.compile("\\{\\d}");

    @Test
    void bothLanguagesHaveTheSameTextsWithTheSamePlaces() throws IOException {
        Properties english = load("doctor.properties");
        Properties chinese = load("doctor_zh.properties");

        assertThat(chinese.stringPropertyNames()).containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(places(chinese.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key)));
        }
    }

    @Test
    void everyTextThatIsSaidIsThere() throws IOException {
        Words words = new Words(Locale.ENGLISH);
        Set<String> said = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/github/camelaliyun/mqtt/doctor"))) {
            for (Path file : files.toList()) {
                SAID.matcher(Files.readString(file)).results().forEach(match -> said.add(match.group(1)));
            }
        }
        said.removeIf(key -> key.endsWith("."));

        assertThat(said).hasSizeGreaterThan(10).allMatch(words::has);
    }

    @Test
    void thePagesNameEachCheck() throws IOException {
        assertThat(Files.readString(Path.of("docs/doctor.md"))).contains(labels("doctor.properties"));
        assertThat(Files.readString(Path.of("docs/zh-CN/doctor.md"))).contains(labels("doctor_zh.properties"));
    }

    private static List<String> labels(String name) throws IOException {
        Properties words = load(name);
        return words.stringPropertyNames().stream()
                .filter(key -> key.startsWith("check."))
                .map(words::getProperty)
                .toList();
    }

    @Test
    void aPortIsWrittenWithoutACommaAndAnApostropheStays() {
        assertThat(new Words(Locale.ENGLISH).say("cure", 8883)).isEqualTo("-> 8883");
        assertThat(new Words(Locale.CHINESE).say("cure", "it's")).isEqualTo("-> it's");
    }

    private static List<String> places(String text) {
        Matcher places = PLACE.matcher(text);
        return places.results().map(match -> match.group()).sorted().distinct().toList();
    }

    private static Properties load(String name) throws IOException {
        Properties properties = new Properties();
        try (InputStreamReader in =
                new InputStreamReader(Words.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            properties.load(in);
        }
        return properties;
    }

    @Test
    void theLanguageThatMavenIsGivenCounts() {
        String before = System.getProperty("user.language");
        try {
            System.setProperty("user.language", "zh");
            assertThat(Doctor.locale().getLanguage()).isEqualTo("zh");

            System.setProperty("user.language", Locale.getDefault().getLanguage());
            assertThat(Doctor.locale()).isEqualTo(Locale.getDefault());
        } finally {
            System.setProperty("user.language", before);
        }
    }
}
