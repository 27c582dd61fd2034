package io.github.camelaliyun.mqtt.app.live;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;

/**
 * The name of a file whose bytes are UTF-8, also where the JVM takes file names for another charset, as under {@code LC_ALL=C}: there
 * the text of a path does not lead back to its file.
 */
final class FileName {

    private static final boolean JVM_HAS_UTF_8 = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

    private static final char REPLACEMENT = '\uFFFD';

    private FileName() {}

    /** {@return the name as text; with percent signs, as in a URI, if its bytes are not UTF-8, so that no two files have the same} */
    static String of(Path file) {
        String name = file.getFileName().toString();
        if (name.chars().allMatch(character -> character < 128) || JVM_HAS_UTF_8 && name.indexOf(REPLACEMENT) < 0) {
            return name;
        }
        URI uri = file.toUri();
        String decoded = last(uri.getPath());
        return decoded.indexOf(REPLACEMENT) < 0 ? decoded : last(uri.getRawPath());
    }

    /** {@return the path for messages: of the folder as it was given, and the name} */
    static String path(Path folder, String name) {
        String before = folder.toString();
        return before.isEmpty() || before.endsWith(File.separator) ? before + name : before + File.separator + name;
    }

    /** That of a folder ends with a slash. */
    private static String last(String path) {
        String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return plain.substring(plain.lastIndexOf('/') + 1);
    }
}
