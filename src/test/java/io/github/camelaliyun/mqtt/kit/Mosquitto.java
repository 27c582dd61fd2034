package io.github.camelaliyun.mqtt.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.awaitility.Awaitility.await;

/** A real Mosquitto: its own process, port and folder; knows one user if it is given one. */
public final class Mosquitto implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final Path folder;
    private final int port;
    private Process process;

    private Mosquitto(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Where the program is, if this machine has it; Debian puts it where not every PATH looks. */
    static Optional<Path> find(String program) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts one that lets everybody in. */
    public static Mosquitto startAnonymous() {
        return start("allow_anonymous true");
    }

    /** Starts one that lets only this user in. */
    public static Mosquitto startWithUser(String username, String password) {
        return start("allow_anonymous false", username, password);
    }

    private static Mosquitto start(String access, String... user) {
        try {
            Path folder = Files.createTempDirectory("mosquitto");
            Mosquitto mosquitto = new Mosquitto(folder, freePort());
            StringBuilder config = new StringBuilder();
            config.append("listener ").append(mosquitto.port).append(" 127.0.0.1\n");
            config.append(access).append('\n');
            config.append("persistence true\nautosave_interval 1\n");
            config.append("persistence_location ").append(folder).append("/\n");
            config.append("max_queued_messages 0\n");
            if (Files.getOwner(folder).getName().equals("root")) {
                // Else it changes to a user that may not read the folder.
                config.append("user root\n");
            }
            if (user.length == 2) {
                Path passwords = Files.writeString(folder.resolve("passwords"), user[0] + ":" + user[1] + "\n");
                run(find("mosquitto_passwd").orElseThrow().toString(), "-U", passwords.toString());
                config.append("password_file ").append(passwords).append('\n');
            }
            Files.writeString(folder.resolve("mosquitto.conf"), config);
            mosquitto.launch();
            return mosquitto;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.onExit().completeOnTimeout(null, 10, TimeUnit.SECONDS).join() == null || process.exitValue() != 0) {
            throw new IllegalStateException(command[0] + " failed");
        }
    }

    private void launch() throws IOException {
        Path log = folder.resolve("mosquitto.log");
        process = new ProcessBuilder(List.of(
                        find("mosquitto").orElseThrow().toString(),
                        "-c",
                        folder.resolve("mosquitto.conf").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        await("Mosquitto on port " + port).atMost(START_LIMIT).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("Mosquitto ended: " + Files.readString(log));
            }
            return accepts();
        });
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public URI uri() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    /** What {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Starts it again, on the same port and with what it had saved. */
    public void restart() throws IOException {
        launch();
    }

    @Override
    public void close() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
