package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeytoolTest {

    @TempDir
    private Path folder;

    /** As small images have it, which are made by jlink. */
    @Test
    void aRuntimeWithoutKeytoolIsToldWhatIsNeeded() {
        Path absent = folder.resolve("bin/keytool");

        assertThatThrownBy(() -> Keytool.run(
                        absent, List.of(), "secret", folder.resolve("out").toFile()))
                .isInstanceOf(SandboxException.class)
                .hasMessage("the sandbox needs the JDK's keytool for its TLS certificates and cannot run " + absent
                        + ": run on a JDK, or on a JRE that has bin/keytool");
    }
}
