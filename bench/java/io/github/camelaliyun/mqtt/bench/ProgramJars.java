package io.github.camelaliyun.mqtt.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * The class paths of the programs whose start is measured: what they need outside the tests, and their own classes in a
 * jar, since a class-data-sharing archive cannot be made of folders.
 */
final class ProgramJars {

    /** Written by the build, see the pom. */
    private static final Path RUNTIME = Path.of("target", "bench", "runtime.classpath");

    private ProgramJars() {}

    /** Of the runnable project. */
    static String ofProject(Path folder) throws IOException {
        return classPath(
                jar(folder, "project"), "-C", Path.of("target", "classes").toString(), ".");
    }

    /** Of a class of the bench and those within it. */
    static String of(Class<?> main, Path folder) throws IOException {
        String packageFolder = main.getPackageName().replace('.', '/');
        Path classes = Path.of("target", "test-classes");
        List<String> content = new ArrayList<>();
        try (var files = Files.newDirectoryStream(classes.resolve(packageFolder), main.getSimpleName() + "*.class")) {
            for (Path file : files) {
                content.addAll(List.of("-C", classes.toString(), packageFolder + "/" + file.getFileName()));
            }
        }
        return classPath(jar(folder, main.getSimpleName()), content.toArray(String[]::new));
    }

    private static String classPath(Path jar, String... content) throws IOException {
        if (!Files.exists(RUNTIME)) {
            throw new IllegalStateException(RUNTIME + " is missing: run mvn test-compile, which writes it");
        }
        if (!Files.exists(jar)) {
            create(jar, content);
        }
        return jar + File.pathSeparator + Files.readString(RUNTIME).strip();
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
