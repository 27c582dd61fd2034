package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    /** As what cleans temporary folders does. */
    @Test
    void aFolderThatIsDeletedMeanwhileIsTold() throws Exception {
        try (SandboxFolder folder = SandboxFolder.create()) {
            Files.delete(folder.path());

            assertThatThrownBy(() -> folder.folder("data"))
                    .isInstanceOf(SandboxException.class)
                    .hasMessage("the sandbox cannot use " + folder.path().resolve("data")
                            + " (NoSuchFileException): look whether something deletes its temporary folder, and whether the disk"
                            + " is full");
        }
    }
}
