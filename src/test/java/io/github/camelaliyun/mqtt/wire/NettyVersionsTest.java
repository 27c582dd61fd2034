package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class NettyVersionsTest {

    @TempDir
    private Path folder;

    private final List<URL> classPath = new ArrayList<>();

    @Test
    void ofOneVersionIsAllRight() throws IOException {
        add("netty-codec-mqtt", "4.1.112.Final");
        add("netty-handler", "4.1.112.Final");
        assertThatCode(this::requireOne).doesNotThrowAnyException();
    }

    @Test
    void jarsWithoutTheirVersionsAreAllRight() {
        assertThatCode(this::requireOne).doesNotThrowAnyException();
    }

    @Test
    void aMixtureIsRefusedWithWhatHasWhichVersion() throws IOException {
        add("netty-codec-mqtt", "4.1.112.Final");
        add("netty-handler", "4.1.135.Final");
        add("netty-common", "4.1.135.Final");
        assertThatIllegalStateException()
                .isThrownBy(this::requireOne)
                .withMessage("more than one version of Netty is on the class path: {4.1.112.Final=[netty-codec-mqtt],"
                        + " 4.1.135.Final=[netty-common, netty-handler]}. Import io.netty:netty-bom of one version in"
                        + " dependencyManagement, and exclude what brings another one (mvn dependency:tree -Dincludes=io.netty says"
                        + " what does)");
    }

    /** That is one jar in 4.1, and several under other names in 4.2. */
    @Test
    void theCodecsOf41And42TogetherAreRefused() throws IOException {
        add("netty-codec", "4.1.135.Final");
        add("netty-codec-compression", "4.2.7.Final");
        assertThatIllegalStateException().isThrownBy(this::requireOne).withMessageContaining("netty-codec-compression");
    }

    @Test
    void whatIsNotUsedMayHaveAnotherVersion() throws IOException {
        add("netty-codec-mqtt", "4.1.135.Final");
        add("netty-codec-haproxy", "4.1.112.Final");
        assertThatCode(this::requireOne).doesNotThrowAnyException();
    }

    /** As a jar of Netty has it. */
    private void add(String artifact, String version) throws IOException {
        Path jar = folder.resolve(artifact);
        Path file = jar.resolve("META-INF/io.netty.versions.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(file, artifact + ".version=" + version + "\n" + artifact + ".repoStatus=clean\n");
        classPath.add(jar.toUri().toURL());
    }

    private void requireOne() throws IOException {
        try (URLClassLoader loader = new URLClassLoader(classPath.toArray(URL[]::new), null)) {
            NettyVersions.requireOne(loader);
        }
    }
}
