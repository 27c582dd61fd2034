package io.github.camelaliyun.mqtt.app.live;

import java.io.File;
import java.nio.file.Path;

/**
 * What a file says at one moment.
 *
 * @param location where it is, with the bytes of its name
 * @param path the same for messages, see {@link FileName}
 * @param text its characters; of no use if there is a problem
 * @param problem why it cannot be read, in words, or null
 */
record RouteFile(Path location, String path, String text, String problem) {

    static final String YAML = ".camel.yaml";
    static final String JAVA = ".java";

    /** Says which names are read, for messages. */
    static final String NAMES = "*" + YAML + " and *" + JAVA;

    /** Without the folder. */
    String name() {
        return path.substring(path.lastIndexOf(File.separatorChar) + 1);
    }

    boolean isJava() {
        return isJava(name());
    }

    static boolean isJava(String name) {
        return name.endsWith(JAVA);
    }

    /** A name that begins with a dot belongs to an editor or to Kubernetes. */
    static boolean isRead(String name) {
        return !name.startsWith(".") && (name.endsWith(YAML) || name.endsWith(JAVA));
    }

    /** Whether somebody may take a file of this name for one that is read. */
    static boolean isNearlyRead(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        return !name.startsWith(".")
                && !isRead(name)
                && (lower.endsWith(".yaml")
                        || lower.endsWith(".yml")
                        || lower.endsWith(".xml")
                        || lower.endsWith(JAVA));
    }
}
