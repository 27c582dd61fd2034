package io.github.camelaliyun.mqtt.reliability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTest {

    @TempDir
    private Path folder;

    @Test
    void rowsOfManyThreadsComeWholeUnderOneHeader() throws Exception {
        Path file = folder.resolve("new").resolve("results.md");
        IntStream.range(0, 100).parallel().forEach(i -> Report.append(file, "| row " + i + " |\n"));

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(102);
        assertThat(lines.get(0)).startsWith("| Experiment | Broker | Scale |");
        assertThat(lines.get(1)).startsWith("|---|");
        assertThat(lines.subList(2, 102))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100)
                        .mapToObj(i -> "| row " + i + " |")
                        .toList());
    }
}
