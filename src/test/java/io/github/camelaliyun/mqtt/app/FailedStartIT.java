package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What a start that fails late, in Camel, prints with the project's own logging: one line. */
class FailedStartIT {

    private static final Duration WITHIN = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @Test
    void aVariableThatIsNotSet() {
        assertFails("-Daliyun.mqtt.secret-key={{env:NOPE}}", "secret");
    }

    @Test
    void aComponentThatThereIsNot() throws Exception {
        Files.writeString(folder.resolve("a.camel.yaml"), """
                - route:
                    id: a
                    from:
                      uri: nosuch:x
                      steps:
                        - log: x
                """);

        assertFails("-Daliyun.mqtt.routes-dir=" + folder, "nosuch");
    }

    private static void assertFails(String setting, String words) {
        List<String> options = List.of("-Daliyun.mqtt.endpoint=tcp://127.0.0.1:1", setting);
        try (ChildJvm child = ChildJvm.start(CharsetIT.Project.class, options)) {
            assertThat(child.awaitExit(WITHIN)).isEqualTo(1);

            assertThat(child.lines())
                    .filteredOn(line -> line.contains("cannot start: "))
                    .singleElement()
                    .asString()
                    .contains(words);
            assertThat(child.output()).doesNotContain("\tat ");
            assertThat(child.lines())
                    .filteredOn(line -> line.contains(" ERROR "))
                    .hasSize(1);
        }
    }
}
