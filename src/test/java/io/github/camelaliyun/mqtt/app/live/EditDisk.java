package io.github.camelaliyun.mqtt.app.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Puts files where they are watched: one by one, or all by the swap of a link as Kubernetes does with a ConfigMap. */
final class EditDisk {

    private static final String DATA = "..data";

    private final Path folder;
    private final boolean swaps;
    private int swapped;

    EditDisk(Path folder, boolean swaps) {
        this.folder = folder;
        this.swaps = swaps;
    }

    /** @param throughTemporary whether files are written beside and renamed */
    void write(Map<String, FileSays> files, Set<String> changed, boolean throughTemporary) throws IOException {
        if (swaps) {
            swap(files);
            return;
        }
        Set<String> names = new TreeSet<>(changed);
        for (String name : names) {
            Path file = folder.resolve(name);
            FileSays says = files.get(name);
            boolean keeps = says != null && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
            if (!keeps || says.bad() == EditKind.FOLDER_OF_THE_NAME || says.bad() == EditKind.UNREADABLE) {
                Files.deleteIfExists(file);
            }
            if (says == null) {
                continue;
            }
            if (says.bad() == EditKind.FOLDER_OF_THE_NAME) {
                Files.createDirectory(file);
            } else if (says.bad() == EditKind.UNREADABLE) {
                // A link to itself.
                Files.createSymbolicLink(file, file.getFileName());
            } else if (throughTemporary) {
                Path temporary = folder.resolve("." + name + ".swp");
                Files.write(temporary, says.bytes(name));
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.write(file, says.bytes(name));
            }
        }
    }

    private void swap(Map<String, FileSays> files) throws IOException {
        Path target = Files.createDirectory(folder.resolve("..version" + ++swapped));
        for (Map.Entry<String, FileSays> file : files.entrySet()) {
            Files.write(target.resolve(file.getKey()), file.getValue().bytes(file.getKey()));
        }
        Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), target.getFileName());
        Files.move(link, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        for (String name : files.keySet()) {
            if (!Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(folder.resolve(name), Path.of(DATA, name));
            }
        }
        // Links to what is gone stay for a while, and dangle.
    }
}
