package io.github.camelaliyun.mqtt.app.live;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

import static org.assertj.core.api.Assertions.assertThat;

class SettledFolderTest {

    @TempDir
    private Path path;

    private Path file;
    private SettledFolder folder;

    @BeforeEach
    void startWithOneFile() throws Exception {
        file = Files.writeString(path.resolve("a.camel.yaml"), "one");
        RouteFolder reader = new RouteFolder(path, Clock.systemUTC());
        folder = new SettledFolder(reader, reader.read());
    }

    @Test
    void whatIsKnownIsNotTold() throws Exception {
        assertThat(folder.poll()).isEmpty();
        assertThat(folder.poll()).isEmpty();
    }

    @Test
    void aChangeIsToldOnceAtTheSecondPollThatSeesIt() throws Exception {
        Files.writeString(file, "two");

        assertThat(folder.poll()).isEmpty();
        assertThat(folder.poll().orElseThrow().get("a.camel.yaml").text()).isEqualTo("two");
        assertThat(folder.poll()).isEmpty();
    }

    @Test
    void filesThatAreSavedOneAfterTheOtherAreToldTogether() throws Exception {
        Files.writeString(file, "two");
        assertThat(folder.poll()).isEmpty();
        Files.writeString(path.resolve("b.camel.yaml"), "b");
        assertThat(folder.poll()).isEmpty();

        assertThat(folder.poll().orElseThrow()).containsOnlyKeys("a.camel.yaml", "b.camel.yaml");
    }

    /** As editors save. */
    @Test
    void aFileThatIsDeletedAndWrittenAnewIsNotToldAsDeleted() throws Exception {
        Files.delete(file);
        assertThat(folder.poll()).isEmpty();
        Files.writeString(file, "two");
        assertThat(folder.poll()).isEmpty();

        assertThat(folder.poll().orElseThrow()).containsOnlyKeys("a.camel.yaml");
    }

    @Test
    void aFolderThatIsNeverAtRestIsToldAllTheSame() throws Exception {
        int polls = 0;
        do {
            Files.writeString(file, "edit " + ++polls);
        } while (folder.poll().isEmpty());

        assertThat(polls).isEqualTo(SettledFolder.MOST_POLLS);
    }
}
