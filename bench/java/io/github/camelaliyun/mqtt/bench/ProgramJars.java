package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * The class paths of the programs whose start is measured: what the runnable project needs, and their own classes in a
 * jar, since a class-data-sharing archive cannot be made of folders.
 */
final class ProgramJars {

    /** What the runnable project needs besides its own classes; written by the build, see the pom. */
    private static final Path RUNTIME = Path.of("target", "bench", "runtime.classpath");

    private ProgramJars() {}

    /** Of the runnable project. */
    static String ofProject(Path folder) throws IOException {
        return inJar(folderOrJarOf(AliyunMqttComponent.class), jar(folder, "project")) + File.pathSeparator + runtime();
    }

    /** The runnable project of another build; what that does not name is taken from this one. */
    static String ofBuildBefore(String before, Path folder) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : before.split(File.pathSeparator)) {
            entries.add(inJar(Path.of(entry), jar(folder, "before-" + entries.size())));
        }
        return String.join(File.pathSeparator, entries) + File.pathSeparator + runtime();
    }

    /** A worker's class path with another build in the place of this one's classes. */
    static String workerOfBuildBefore(String before) {
        Path ours = folderOrJarOf(AliyunMqttComponent.class);
        return before
                + File.pathSeparator
                + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !Path.of(entry).toAbsolutePath().equals(ours))
                        .collect(Collectors.joining(File.pathSeparator));
    }

    /** Of a class of the bench and those within it. */
    static String of(Class<?> main, Path folder) throws IOException {
        String packageFolder = main.getPackageName().replace('.', '/');
        Path classes = folderOrJarOf(main);
        List<String> content = new ArrayList<>();
        try (var files = Files.newDirectoryStream(classes.resolve(packageFolder), main.getSimpleName() + "*.class")) {
            for (Path file : files) {
                content.addAll(List.of("-C", classes.toString(), packageFolder + "/" + file.getFileName()));
            }
        }
        return made(jar(folder, main.getSimpleName()), content.toArray(String[]::new)) + File.pathSeparator + runtime();
    }

    private static String runtime() throws IOException {
        if (!Files.exists(RUNTIME)) {
            throw new IllegalStateException(RUNTIME + " is missing: run mvn test-compile -f bench, which writes it");
        }
        return Files.readString(RUNTIME).strip();
    }

    /** Where a class was loaded from. */
    private static Path folderOrJarOf(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** An entry of a class path: the jar that it is, or one that is made of it. */
    private static String inJar(Path entry, Path jar) throws IOException {
        return (Files.isDirectory(entry) ? made(jar, "-C", entry.toString(), ".") : entry).toString();
    }

    private static Path made(Path jar, String... content) throws IOException {
        if (!Files.exists(jar)) {
            create(jar, content);
        }
        return jar;
    }

    /** One for a run of the bench: a JVM takes no archive that was made with a jar of another time. */
    private static Path jar(Path folder, String name) {
        return folder.resolve(name + "-" + ProcessHandle.current().pid() + ".jar");
    }

    private static void create(Path jar, String... content) throws IOException {
        Files.createDirectories(jar.toAbsolutePath().getParent());
        jar.toFile().deleteOnExit();
        List<String> arguments = new ArrayList<>(List.of("--create", "--file", jar.toString()));
        arguments.addAll(List.of(content));
        int status = ToolProvider.findFirst("jar")
                .orElseThrow(() -> new IllegalStateException("this Java has no jar tool: a JDK is needed"))
                .run(System.out, System.err, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException(jar + " could not be made: jar ended with " + status);
        }
    }
}
