package io.github.camelaliyun.mqtt.sandbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The sandbox's private temporary folder: readable by this user alone, gone after {@link #close()} or when the JVM
 * exits, whichever comes first.
 */
final class SandboxFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxFolder.class);

    private final Path path;
    private final Thread atExit;

    private SandboxFolder(Path path) {
        this.path = path;
        this.atExit = new Thread(this::deleteAtExit, "sandbox-folder-delete");
    }

    static SandboxFolder create() {
        try {
            SandboxFolder folder = new SandboxFolder(Files.createTempDirectory("aliyun-mqtt-sandbox-"));
            Runtime.getRuntime().addShutdownHook(folder.atExit);
            return folder;
        } catch (IOException e) {
            throw new SandboxException(
                    "the sandbox cannot create its temporary folder in " + System.getProperty("java.io.tmpdir")
                            + ": make it writable, or set -Djava.io.tmpdir",
                    e);
        }
    }

    Path path() {
        return path;
    }

    /** Creates a folder inside. */
    Path folder(String name) {
        try {
            return Files.createDirectory(path.resolve(name));
        } catch (IOException e) {
            throw unusable(path.resolve(name), e);
        }
    }

    /** Of a file or folder inside that cannot be written or read. */
    static SandboxException unusable(Path file, Exception cause) {
        return new SandboxException(
                "the sandbox cannot use " + file + " (" + cause.getClass().getSimpleName()
                        + "): look whether something deletes its temporary folder, and whether the disk is full",
                cause);
    }

    @Override
    public void close() {
        deleteAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.debug("the JVM is exiting, its hook finds nothing left to delete");
        }
    }

    /**
     * The broker may still run beside other hooks, and looks after its key stores, which are the files of the folder itself: they go
     * after the last hook.
     */
    void deleteAtExit() {
        path.toFile().deleteOnExit();
        delete(new DeleteEverything() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.getParent().equals(path)) {
                    file.toFile().deleteOnExit();
                    return FileVisitResult.CONTINUE;
                }
                return super.visitFile(file, attributes);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                return folder.equals(path) ? FileVisitResult.CONTINUE : super.postVisitDirectory(folder, e);
            }
        });
    }

    private void deleteAll() {
        delete(new DeleteEverything());
    }

    private void delete(DeleteEverything visitor) {
        if (!Files.exists(path)) {
            return;
        }
        try {
            Files.walkFileTree(path, visitor);
        } catch (IOException e) {
            LOG.warn("the sandbox's temporary folder {} could not be deleted: {}", path, e.toString());
        }
    }

    /** Takes a file that vanished meanwhile as deleted: at exit the broker may still be tidying up beside us. */
    private static class DeleteEverything extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
