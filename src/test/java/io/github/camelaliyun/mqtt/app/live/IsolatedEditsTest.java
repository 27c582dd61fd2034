package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

class IsolatedEditsTest {

    private static final String BAD = "bad";

    private final LogCapture log = new LogCapture();

    private final SortedMap<String, RouteFile> inUse = new TreeMap<>();

    private boolean deletionsFail;

    private final IsolatedEdits edits = new IsolatedEdits(new TreeMap<>(), this::use);

    @AfterEach
    void stop() {
        log.close();
    }

    private boolean use(SortedMap<String, RouteFile> files) {
        if (files.values().stream().anyMatch(file -> file.text().equals(BAD))) {
            throw new IllegalStateException("of one file");
        }
        if (deletionsFail && !files.keySet().containsAll(inUse.keySet())) {
            throw new StackOverflowError("of a deletion");
        }
        inUse.clear();
        inUse.putAll(files);
        return true;
    }

    private boolean apply(String... namesAndTexts) {
        SortedMap<String, RouteFile> files = new TreeMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            String name = namesAndTexts[i];
            files.put(name, new RouteFile(Path.of(name), "routes/" + name, namesAndTexts[i + 1], null));
        }
        return edits.apply(files);
    }

    private String texts() {
        return inUse.values().stream().map(RouteFile::text).toList().toString();
    }

    private List<String> errors() {
        return log.lines().stream().filter(line -> line.startsWith("ERROR")).toList();
    }

    @Test
    void oneThatCannotBeAppliedIsToldOnceAndKeepsNoOtherFromBeingUsed() {
        assertThat(apply("a", "1", "b", BAD, "c", "1")).isFalse();
        assertThat(texts()).isEqualTo("[1, 1]");

        assertThat(apply("a", "2", "b", BAD)).isTrue();
        assertThat(texts()).isEqualTo("[2]");
        assertThat(errors())
                .containsExactly(
                        "ERROR routes/b: its edit could not be applied (java.lang.IllegalStateException: of one"
                                + " file); other files are: correct it and save it once more, or start again");

        assertThat(apply("a", "2", "b", "good")).isTrue();
        assertThat(texts()).isEqualTo("[2, good]");
    }

    @Test
    void whatItSaidBeforeGoesOn() {
        apply("a", "1", "b", "1");

        apply("a", "2", "b", BAD);

        assertThat(texts()).isEqualTo("[2, 1]");
    }

    @Test
    void aDeletionThatCannotBeAppliedIsToldOnce() {
        apply("a", "1", "b", "1");
        deletionsFail = true;

        apply("a", "2");
        apply("a", "3");

        assertThat(texts()).isEqualTo("[3, 1]");
        assertThat(errors()).singleElement().asString().startsWith("ERROR routes/b: its deletion could not be applied");
    }
}
