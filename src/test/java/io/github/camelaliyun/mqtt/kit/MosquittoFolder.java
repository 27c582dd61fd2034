package io.github.camelaliyun.mqtt.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The folder of a {@link Mosquitto}: its configuration, its passwords and what it has saved. For one thread. */
final class MosquittoFolder {

    static final String PASSWORD_PROGRAM = "mosquitto_passwd";

    private final Path folder;

    private MosquittoFolder(Path folder) {
        this.folder = folder;
    }

    static MosquittoFolder create() throws IOException {
        return new MosquittoFolder(Files.createTempDirectory("mosquitto-"));
    }

    void configure(int port, Mosquitto.Options options) throws IOException {
        boolean anonymous = options.users().isEmpty();
        Stream<String> access = anonymous
                ? Stream.of("allow_anonymous true")
                : Stream.of("allow_anonymous false", "password_file " + passwordFile());
        Stream<String> rest = Stream.of(
                "per_listener_settings false",
                "listener " + port + " 127.0.0.1",
                // Started by root, it would change to a user who may not read its folder; otherwise this says nothing.
                "user root",
                "persistence true",
                "persistence_location " + folder + "/",
                "autosave_on_changes " + options.savesOnChange(),
                // So many changes, or never.
                "autosave_interval " + (options.savesOnChange() ? 1 : 0),
                "max_queued_messages 0",
                "max_inflight_messages " + options.maxInflight(),
                "set_tcp_nodelay true",
                "sys_interval 0",
                "log_dest stderr",
                // Not debug: that is several lines for each message.
                "log_type error",
                "log_type warning",
                "log_type notice",
                "log_type information",
                "log_type subscribe",
                "log_type unsubscribe");
        if (!anonymous) {
            writePasswords(options.users());
        }
        Stream<String> topics =
                options.allowed().isEmpty() ? Stream.empty() : SubscribeRule.write(folder, options.allowed());
        Files.write(
                configFile(),
                Stream.of(rest, access, topics, options.more().stream())
                        .flatMap(lines -> lines)
                        .toList());
    }

    /** The passwords go through a file that is replaced by their hashes: arguments could be seen by everybody. */
    private void writePasswords(Map<String, String> users) throws IOException {
        Files.createFile(
                passwordFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        List<String> lines = users.entrySet().stream()
                .map(user -> user.getKey() + ":" + user.getValue())
                .toList();
        Files.write(passwordFile(), lines);
        ChildProcess hashing = ChildProcess.start(
                PASSWORD_PROGRAM,
                new ProcessBuilder(
                        Programs.require(PASSWORD_PROGRAM).toString(),
                        "-U",
                        passwordFile().toString()));
        int status = hashing.awaitExit(Mosquitto.START_TIMEOUT);
        if (status != 0) {
            throw new IllegalStateException("mosquitto_passwd ended with status " + status);
        }
    }

    Path configFile() {
        return folder.resolve("mosquitto.conf");
    }

    private Path passwordFile() {
        return folder.resolve("passwords");
    }

    /** Time and identity of the saved file, which is replaced whole: they change when a save is complete. */
    List<Object> saved() {
        Path file = folder.resolve("mosquitto.db");
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.fileKey());
        } catch (NoSuchFileException neverSaved) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be looked at", e);
        }
    }

    void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("mosquitto's folder " + folder + " could not be deleted", e);
        }
    }
}
