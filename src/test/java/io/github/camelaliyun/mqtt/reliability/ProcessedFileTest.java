package io.github.camelaliyun.mqtt.reliability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessedFileTest {

    @TempDir
    private Path folder;

    @Test
    void eachMessageIsEnteredOnceAndAnUnfinishedOneNotAtAll() throws Exception {
        Path file = folder.resolve("processed");
        Ledger ledger = new Ledger();
        assertThat(ProcessedFile.enter(file, 0, ledger)).isZero();
        try (ProcessedFile processed = new ProcessedFile(file)) {
            processed.add(0);
            processed.add(123_456);
            int entered = ProcessedFile.enter(file, 0, ledger);
            assertThat(entered).isEqualTo(2);

            processed.add(2);
            Files.writeString(file, "00000", StandardOpenOption.APPEND);
            assertThat(ProcessedFile.enter(file, entered, ledger)).isEqualTo(3);
        }

        assertThat(ledger.processedCount()).isEqualTo(3);
        assertThat(ledger.duplicates()).isZero();
        assertThat(ledger.processed(123_456)).isFalse();
    }
}
