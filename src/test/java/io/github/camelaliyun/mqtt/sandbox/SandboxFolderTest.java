package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class SandboxFolderTest {

    /** The broker tells of each that is gone, and stops beside the hook that deletes. */
    @Test
    void keyStoresStayUntilTheLastHookOfTheJvmHasEnded() throws Exception {
        try (SandboxFolder folder = SandboxFolder.create()) {
            Path store = Files.createFile(folder.path().resolve("server.p12"));
            Path data = folder.folder("data");
            Files.createFile(data.resolve("of-the-broker"));

            folder.deleteAtExit();

            assertThat(store).exists();
            assertThat(data).doesNotExist();
            folder.close();
            assertThat(folder.path()).doesNotExist();
        }
    }
}
