package io.github.camelaliyun.mqtt.brokers;

import org.opentest4j.TestAbortedException;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The brokers that are Java programs. Each is a project under {@code src/test/brokers}, which the profile {@code brokers}
 * compiles under {@code target/brokers} and whose class path it writes there; a JVM of its own runs it.
 */
enum JavaBroker {
    HIVE_MQ("HiveMQ CE", "hivemq", "HiveMqProgram", "hivemq-community-edition-embedded", "/mqtt"),
    ARTEMIS("Artemis", "artemis", "ArtemisProgram", "artemis-server", "/"),
    ACTIVE_MQ("ActiveMQ Classic", "activemq", "ActiveMqProgram", "activemq-broker", "/"),
    MOQUETTE("Moquette", "moquette", "MoquetteProgram", "moquette-broker", "/mqtt");

    private static final Path PROJECTS =
            Path.of("target", "brokers", "projects").toAbsolutePath();

    private final String title;
    private final String project;
    private final String mainClass;
    private final String artifact;
    private final String webSocketPath;

    JavaBroker(String title, String project, String mainClass, String artifact, String webSocketPath) {
        this.title = title;
        this.project = project;
        this.mainClass = "io.github.camelaliyun.brokers." + mainClass;
        this.artifact = artifact;
        this.webSocketPath = webSocketPath;
    }

    /**
     * Starts it and returns when it accepts connections.
     *
     * @throws TestAbortedException if its class path has not been resolved
     */
    BrokerUnderTest start() {
        Path target = PROJECTS.resolve(project).resolve("target");
        Path resolved = target.resolve("classpath");
        if (!Files.exists(resolved)) {
            throw new TestAbortedException("the class path of " + title + " is not resolved: mvn -Pbrokers does that");
        }
        String classPath;
        try {
            classPath = target.resolve("classes")
                    + File.pathSeparator
                    + Files.readString(resolved).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(resolved + " could not be read", e);
        }
        Site site = Site.prepare(project);
        return BrokerProcess.start(
                new BrokerProcess.Launch(
                        title,
                        version(classPath),
                        webSocketPath,
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx512m",
                                "-cp",
                                classPath,
                                mainClass,
                                site.folder().toString(),
                                String.valueOf(site.tcpPort()),
                                String.valueOf(site.tlsPort()),
                                String.valueOf(site.wsPort())),
                        Map.of(),
                        "listening"),
                site);
    }

    private String version(String classPath) {
        Matcher jar = Pattern.compile(Pattern.quote(artifact) + "-(\\d[^/\\\\]*)\\.jar")
                .matcher(classPath);
        if (!jar.find()) {
            throw new IllegalStateException(artifact + " is not on the class path of " + title);
        }
        return jar.group(1);
    }
}
