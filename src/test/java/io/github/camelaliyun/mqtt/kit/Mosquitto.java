package io.github.camelaliyun.mqtt.kit;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A real broker for a test: the {@code mosquitto} of the machine as a child process at 127.0.0.1, on a port and in a
 * folder of its own. It writes its sessions to the folder when {@link #save()} says so: after every change, which the
 * options can ask for, would make it very slow with thousands of queued messages.
 *
 * <p>For one thread, that of the test.
 */
public final class Mosquitto implements AutoCloseable {

    private static final String PROGRAM = "mosquitto";
    static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    /** Closed with the JVM, should a run be broken off before its tests do it. */
    private static final Set<Mosquitto> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Mosquitto::close)));
    }

    private final int port;
    private final MosquittoFolder folder;
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

    private Mosquitto(int port, MosquittoFolder folder) {
        this.port = port;
        this.folder = folder;
    }

    /** Whether this machine has the broker and the program that makes its password file. */
    public static boolean available() {
        return Programs.find(PROGRAM).isPresent()
                && Programs.find(MosquittoFolder.PASSWORD_PROGRAM).isPresent();
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
            Mosquitto mosquitto = new Mosquitto(FreePort.choose(), MosquittoFolder.create());
            OPEN.add(mosquitto);
            try {
                mosquitto.folder.configure(mosquitto.port, options);
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
        List<Object> before = folder.saved();
        ChildProcess signal =
                ChildProcess.start("kill", new ProcessBuilder("/bin/sh", "-c", "kill -USR1 " + process.pid()));
        if (signal.awaitExit(START_TIMEOUT) != 0) {
            throw new IllegalStateException("mosquitto could not be told to save:\n" + signal.output());
        }
        Awaitility.await("mosquitto saves")
                .atMost(START_TIMEOUT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !folder.saved().equals(before));
    }

    /** Whether the broker has ever written its sessions. */
    boolean hasSaved() {
        return !folder.saved().isEmpty();
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
        folder.delete();
    }

    private void launch() {
        process = ChildProcess.start(
                PROGRAM,
                new ProcessBuilder(
                        Programs.require(PROGRAM).toString(),
                        "-c",
                        folder.configFile().toString()));
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
}
