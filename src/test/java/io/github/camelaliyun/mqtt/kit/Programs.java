package io.github.camelaliyun.mqtt.kit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the programs of the machine that some tests run. */
public final class Programs {

    /** Where distributions put daemons; often not on the PATH of a user who is not root. */
    private static final List<String> DAEMON_FOLDERS = List.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin");

    private Programs() {}

    /** The program of that name on the PATH or in a folder of daemons, if there is one. */
    public static Optional<Path> find(String name) {
        Stream<String> path =
                Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator));
        return Stream.concat(path, DAEMON_FOLDERS.stream())
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The same, for a program that the caller cannot do without. */
    public static Path require(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException(name + " is not on the PATH"));
    }
}
