package io.github.camelaliyun.mqtt.app.live;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RouteFolderTest {

    private static final String NAME = "a.camel.yaml";

    @TempDir
    private Path path;

    /** Long after all files were written. */
    private final Instant now = Instant.now().plus(Duration.ofHours(1));

    private RouteFolder folder() {
        return new RouteFolder(path, Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void filesOfTheTwoNamesAreReadAndThoseOfNearlyTheSameAreNamed() throws Exception {
        for (String name : new String[] {
            NAME,
            "B.java",
            "x.yaml",
            "x.camel.yml",
            "x.xml",
            ".camel.yaml",
            ".a.camel.yaml.swp",
            "README.md",
            "a.camel.yaml~"
        }) {
            Files.writeString(path.resolve(name), name);
        }
        Files.createDirectory(path.resolve("java"));
        Files.createDirectory(path.resolve("more.yaml"));

        assertThat(folder().read()).containsOnlyKeys(NAME, "B.java");
        assertThat(folder().passedOver())
                .containsExactly(
                        path.resolve("x.camel.yml").toString(),
                        path.resolve("x.xml").toString(),
                        path.resolve("x.yaml").toString());
    }

    @Test
    void aByteOrderMarkIsNoText() throws Exception {
        Files.write(path.resolve(NAME), "\uFEFF你好".getBytes(StandardCharsets.UTF_8));

        assertThat(folder().read().get(NAME).text()).isEqualTo("你好");
    }

    @Test
    void oneThatIsNotUtf8SaysTheLine() throws Exception {
        Files.write(path.resolve(NAME), new byte[] {'a', '\n', 'b', '\n', (byte) 0xC4, (byte) 0xE3});

        assertThat(folder().read().get(NAME).problem())
                .isEqualTo("line 3 is not UTF-8: save the file in that encoding");
    }

    @Test
    void oneThatIsTooLongIsNotRead() throws Exception {
        Files.write(path.resolve(NAME), new byte[RouteFolder.MOST_BYTES + 1]);

        assertThat(folder().read().get(NAME).problem()).contains("8 MiB");
        assertThat(folder().read().get(NAME).text()).isEmpty();
    }

    /** Kubernetes swaps the link of a ConfigMap's folder; sizes and times may be the same. */
    @Test
    void theSwapOfALinkedFolderIsSeen() throws Exception {
        FileTime time = FileTime.from(Instant.now());
        for (String version : new String[] {"..1", "..2"}) {
            Files.createDirectory(path.resolve(version));
            Path file = Files.writeString(path.resolve(version).resolve(NAME), "text " + version);
            Files.setLastModifiedTime(file, time);
        }
        Files.createSymbolicLink(path.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(path.resolve(NAME), Path.of("..data", NAME));
        RouteFolder folder = folder();
        assertThat(folder.read().get(NAME).text()).isEqualTo("text ..1");

        Path swapped = Files.createSymbolicLink(path.resolve("..data_tmp"), Path.of("..2"));
        Files.move(
                swapped, path.resolve("..data"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        assertThat(folder.read().get(NAME).text()).isEqualTo("text ..2");
    }

    @Test
    void aLinkWithoutATargetIsNotThereAndOneToItselfCannotBeRead() throws Exception {
        Files.createSymbolicLink(path.resolve(NAME), Path.of("gone"));
        Files.createSymbolicLink(path.resolve("loop.camel.yaml"), Path.of("loop.camel.yaml"));

        assertThat(folder().read()).containsOnlyKeys("loop.camel.yaml");
        assertThat(folder().read().get("loop.camel.yaml").problem()).contains("cannot be read");
    }

    /** Two writes within the granularity of the file system's clock. */
    @Test
    void aChangeOfTheSameSizeAndTimeIsSeenWhileTheFileIsYoung() throws Exception {
        Path file = Files.writeString(path.resolve(NAME), "one");
        FileTime time = FileTime.from(now.minusSeconds(1));
        Files.setLastModifiedTime(file, time);
        RouteFolder folder = folder();
        folder.read();

        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);

        assertThat(folder.read().get(NAME).text()).isEqualTo("two");
    }

    @Test
    void aFileAtRestIsNotReadAgain() throws Exception {
        Files.writeString(path.resolve(NAME), "one");
        RouteFolder folder = folder();

        assertThat(folder.read().get(NAME)).isSameAs(folder.read().get(NAME));
    }

    @Test
    void aFolderThatIsGoneIsNoFolderWithoutFiles() throws IOException {
        Files.delete(path);

        assertThatThrownBy(() -> folder().read()).isInstanceOf(NoSuchFileException.class);
        Files.createDirectory(path);
    }
}
