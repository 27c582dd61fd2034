package io.github.camelaliyun.mqtt.kit;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A real broker for a test: the {@code mosquitto} of the machine as a child process at 127.0.0.1, on a port and in a
 * folder of its own. It writes its sessions to the folder when {@link #save()} says so: after every change, which the
 * options can ask for, would make it very slow with thousands of queued messages.
 *
 * <p>For one thread, that of the test.
 */
public final class Mosquitto implements AutoCloseable {

    private static final String PROGRAM = "mosquitto";
    private static final String PASSWORD_PROGRAM = "mosquitto_passwd";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    /** Closed with the JVM, should a run be broken off before its tests do it. */
    private static final Set<Mosquitto> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Mosquitto::close)));
    }

    private final int port;
    private final Path folder;
    private ChildProcess process;

    /**
     * How the broker behaves.
     *
     * @param maxInflight messages with QoS over 0 that it sends a client before an acknowledgement; 0 is unlimited
     * @param savesOnChange whether it writes its sessions after every change, and not only on {@link #save()}
     * @param users username to password, both without ':'; with none, everybody may connect
     * @param allowed topic filters that clients without a user name may subscribe to; with none, all may
     * @param more lines at the end of its configuration, for more listeners
     */
    public record Options(
            int maxInflight,
            boolean savesOnChange,
            Map<String, String> users,
            List<String> allowed,
            List<String> more) {

        /** The broker's own default for messages in flight. */
        private static final int DEFAULT_INFLIGHT = 20;

        public Options {
            users = Map.copyOf(users);
            allowed = List.copyOf(allowed);
            more = List.copyOf(more);
            users.forEach((username, password) -> {
                if ((username + password).matches("(?s).*[:\\n].*")) {
                    throw new IllegalArgumentException(
                            "user '" + username + "': mosquitto's password file has no way to write ':' or a new line");
                }
            });
        }

        /** Everybody may connect. */
        public static Options anonymous() {
            return new Options(DEFAULT_INFLIGHT, false, Map.of(), List.of(), List.of());
        }

        /** Only these may connect. */
        public static Options withUsers(Map<String, String> users) {
            return new Options(DEFAULT_INFLIGHT, false, users, List.of(), List.of());
        }

        /** The same with another number of messages in flight. */
        public Options withMaxInflight(int messages) {
            return new Options(messages, savesOnChange, users, allowed, more);
        }

        /** The same, but saving after every change. */
        public Options savingOnChange() {
            return new Options(maxInflight, true, users, allowed, more);
        }

        /** The same, but refusing subscriptions of anything else (SUBACK 0x80). */
        public Options allowing(String... filters) {
            return new Options(maxInflight, savesOnChange, users, List.of(filters), more);
        }

        /** The same with these lines at the end of its configuration. */
        public Options with(List<String> lines) {
            return new Options(maxInflight, savesOnChange, users, allowed, lines);
        }

        /** Without the passwords. */
        @Override
        public String toString() {
            return "Options[maxInflight=" + maxInflight + ", savesOnChange=" + savesOnChange + ", users="
                    + users.keySet() + "]";
        }
    }

    private Mosquitto(int port, Path folder) {
        this.port = port;
        this.folder = folder;
    }

    /** Whether this machine has the broker and the program that makes its password file. */
    public static boolean available() {
        return Programs.find(PROGRAM).isPresent()
                && Programs.find(PASSWORD_PROGRAM).isPresent();
    }

    /** Its name and version, {@code mosquitto version 2.0.11} for instance. */
    public static String version() {
        ChildProcess help = ChildProcess.start(
                PROGRAM, new ProcessBuilder(Programs.require(PROGRAM).toString(), "-h"));
        help.awaitExit(START_TIMEOUT);
        return help.output().lines().findFirst().orElse(PROGRAM);
    }

    /** Starts a broker and returns when it accepts connections. */
    public static Mosquitto start(Options options) {
        try {
            Path folder = Files.createTempDirectory("mosquitto-");
            Mosquitto mosquitto = new Mosquitto(FreePort.choose(), folder);
            OPEN.add(mosquitto);
            try {
                mosquitto.configure(options);
                mosquitto.launch();
            } catch (IOException | RuntimeException e) {
                mosquitto.close();
                throw e;
            }
            return mosquitto;
        } catch (IOException e) {
            throw new UncheckedIOException("mosquitto's folder could not be written", e);
        }
    }

    public int port() {
        return port;
    }

    /** {@code tcp://127.0.0.1:<port>}. */
    public URI uri() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    /** What the broker logged since it was last started. */
    public String log() {
        return process.output();
    }

    /**
     * Has the broker write its sessions, and returns when they are written. Mosquitto acknowledges first and saves later:
     * a test that kills it and counts on what was acknowledged calls this before, or uses {@link BrokerCrash} while
     * messages flow.
     */
    public void save() {
        List<Object> before = saved();
        ChildProcess signal =
                ChildProcess.start("kill", new ProcessBuilder("/bin/sh", "-c", "kill -USR1 " + process.pid()));
        if (signal.awaitExit(START_TIMEOUT) != 0) {
            throw new IllegalStateException("mosquitto could not be told to save:\n" + signal.output());
        }
        Awaitility.await("mosquitto saves")
                .atMost(START_TIMEOUT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !saved().equals(before));
    }

    /** Whether the broker has ever written its sessions. */
    boolean hasSaved() {
        return !saved().isEmpty();
    }

    /** Ends the broker as a power cut would; what it had saved stays. */
    public void kill() {
        process.kill();
    }

    /** Starts the broker again, on the same port and with what it had saved; kills it first if it runs. */
    public void restart() {
        kill();
        launch();
    }

    /** Ends the broker and deletes its folder; once is enough. */
    @Override
    public void close() {
        if (!OPEN.remove(this)) {
            return;
        }
        if (process != null) {
            process.kill();
        }
        deleteFolder();
    }

    private void launch() {
        process = ChildProcess.start(
                PROGRAM,
                new ProcessBuilder(
                        Programs.require(PROGRAM).toString(), "-c", configFile().toString()));
        Awaitility.await("mosquitto listens on port " + port)
                .atMost(START_TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .failFast("mosquitto ended", () -> {
                    if (!process.isAlive()) {
                        process.awaitExit(START_TIMEOUT);
                        throw new IllegalStateException("mosquitto ended; its output:\n" + process.output());
                    }
                })
                .until(() -> saysThatItRuns() && accepts());
    }

    /** Told from its log, since another program on the port would accept connections too. */
    private boolean saysThatItRuns() {
        return process.output().lines().anyMatch(line -> line.endsWith(" running"));
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(FreePort.address(port));
            return process.isAlive();
        } catch (IOException notYet) {
            return false;
        }
    }

    private void configure(Options options) throws IOException {
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
        int status = hashing.awaitExit(START_TIMEOUT);
        if (status != 0) {
            throw new IllegalStateException("mosquitto_passwd ended with status " + status);
        }
    }

    private Path configFile() {
        return folder.resolve("mosquitto.conf");
    }

    private Path passwordFile() {
        return folder.resolve("passwords");
    }

    /** Time and identity of the saved file, which is replaced whole: they change when a save is complete. */
    private List<Object> saved() {
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

    private void deleteFolder() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("mosquitto's folder " + folder + " could not be deleted", e);
        }
    }
}
