package io.github.camelaliyun.mqtt.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** What the project runs with, as maven-dependency-plugin resolved it (scope runtime); so without what its tests add. */
public final class RuntimeClassPath {

    private static final Path FILE = Path.of("target", "runtime.classpath");
    private static final String OUR_JAR = "camel-aliyun-mqtt";

    /** What only the runnable project and the sandbox use; each is the beginning of a jar's name. */
    private static final Set<String> OURS_ALONE = Set.of("hivemq", "aliyun-java-sdk", "bcprov");

    private RuntimeClassPath() {}

    /** The jars, without their folders. */
    public static List<String> jars() {
        return jars(FILE);
    }

    /** Those of another project, in the file that maven-dependency-plugin wrote there. */
    public static List<String> jars(Path file) {
        try {
            return Arrays.stream(Files.readString(file).trim().split(File.pathSeparator))
                    .map(jar -> Path.of(jar).getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is written by maven-dependency-plugin before the tests", e);
        }
    }

    /**
     * Fails if something of the sandbox came along, or if its classes can be loaded.
     *
     * @param ownLogging the beginnings of the names of the estate's own logging jars; any other is one that we brought
     */
    public static void assertNothingCameAlong(String... ownLogging) {
        List<String> jars = jars();
        assertThat(jars).anyMatch(jar -> jar.startsWith(OUR_JAR));
        assertThat(jars).noneMatch(jar -> OURS_ALONE.stream().anyMatch(jar::startsWith));
        assertThat(jars)
                .filteredOn(jar ->
                        jar.matches("(log4j-(core|slf4j).*|logback-.*|slf4j-(simple|jdk14|nop|reload4j).*|jul-to-.*)"))
                .allMatch(jar -> Arrays.stream(ownLogging).anyMatch(jar::startsWith));
        assertThat(RuntimeClassPath.class.getClassLoader().getResource("com/hivemq/embedded/EmbeddedHiveMQ.class"))
                .isNull();
    }
}
