package io.github.camelaliyun.mqtt.app.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads the route files of a folder, those of folders below it not. A file is read again when its size, time, identity or the real
 * path behind its name have changed, so that symbolic links may be swapped, and for a while after it was written, as two writes may
 * have the same time. Called by one thread at a time.
 */
final class RouteFolder {

    /** No route file is so long; read into memory. */
    static final int MOST_BYTES = 8 * 1024 * 1024;

    /** The coarsest time stamps are those of FAT, 2 s. */
    private static final Duration MAY_CHANGE_UNSEEN = Duration.ofSeconds(5);

    private final Path folder;
    private final Clock clock;
    private final Map<String, Read> known = new HashMap<>();

    RouteFolder(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    Path path() {
        return folder;
    }

    /**
     * What is there now, by name. A symbolic link whose target is missing is not there.
     *
     * @throws IOException if the folder cannot be listed
     */
    SortedMap<String, RouteFile> read() throws IOException {
        SortedMap<String, RouteFile> files = new TreeMap<>();
        entries().forEach((name, file) -> {
            if (RouteFile.isRead(name)) {
                read(name, file).ifPresent(read -> files.put(name, read));
            }
        });
        known.keySet().retainAll(files.keySet());
        return files;
    }

    /** Paths of files that look like route files and are not read, for messages. */
    Set<String> passedOver() throws IOException {
        Set<String> paths = new TreeSet<>();
        entries().forEach((name, file) -> {
            if (RouteFile.isNearlyRead(name) && Files.isRegularFile(file)) {
                paths.add(FileName.path(folder, name));
            }
        });
        return paths;
    }

    /** By name. The paths are those of the listing: a name may not lead to its file. */
    private SortedMap<String, Path> entries() throws IOException {
        SortedMap<String, Path> byName = new TreeMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.forEach(entry -> byName.put(FileName.of(entry), entry));
            return byName;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Whatever fails is about this file alone. */
    private Optional<RouteFile> read(String name, Path file) {
        String path = FileName.path(folder, name);
        try {
            return Optional.of(read(name, file, path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            String reason = e.getClass().getSimpleName();
            return Optional.of(new RouteFile(
                    file, path, "", "cannot be read (" + reason + "): make it readable, or take it out of the folder"));
        }
    }

    private RouteFile read(String name, Path file, String path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            return new RouteFile(file, path, "", "is a folder or a device and not a file");
        }
        Stamp stamp =
                new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey(), file.toRealPath());
        Read before = known.get(name);
        if (before != null && before.stamp.equals(stamp) && before.settled) {
            return before.file;
        }
        RouteFile now = content(file, path);
        boolean settled = attributes
                .lastModifiedTime()
                .toInstant()
                .isBefore(clock.instant().minus(MAY_CHANGE_UNSEEN));
        known.put(name, new Read(stamp, settled, now));
        return now;
    }

    private static RouteFile content(Path file, String path) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            return new RouteFile(file, path, "", "has more than " + MOST_BYTES / 1024 / 1024 + " MiB");
        }
        try {
            return new RouteFile(file, path, Utf8.decode(bytes), null);
        } catch (Utf8.NotUtf8Exception e) {
            // The bytes as they are, by which one content is told from another.
            return new RouteFile(file, path, new String(bytes, StandardCharsets.ISO_8859_1), e.getMessage());
        }
    }

    private record Stamp(long size, FileTime time, Object identity, Path realPath) {}

    private record Read(Stamp stamp, boolean settled, RouteFile file) {}
}
