package io.github.camelaliyun.mqtt.kit;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedHiveMQ;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real broker for a test: HiveMQ CE as it is, without the sandbox's rules of the service, in a process of its own since
 * it keeps part of its settings in static fields. Everybody may connect; nothing is written to a disk.
 */
public final class HiveMq implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final String LISTENS = "hivemq listens on ";

    private final ChildJvm process;
    private final Path folder;
    private final URI uri;

    private HiveMq(ChildJvm process, Path folder, URI uri) {
        this.process = process;
        this.folder = folder;
        this.uri = uri;
    }

    /**
     * Starts a broker and returns when it accepts connections.
     *
     * @param maxInflight messages with QoS over 0 that it sends a client before an acknowledgement
     */
    public static HiveMq start(int maxInflight) {
        int port = FreePort.choose();
        Path folder;
        try {
            folder = Files.createTempDirectory("hivemq-");
        } catch (IOException e) {
            throw new UncheckedIOException("hivemq's folder could not be made", e);
        }
        ChildJvm process = ChildJvm.start(
                Program.class,
                List.of("-Xmx256m"),
                folder.toString(),
                String.valueOf(port),
                String.valueOf(maxInflight));
        HiveMq hiveMq = new HiveMq(process, folder, URI.create("tcp://127.0.0.1:" + port));
        try {
            process.awaitLine(LISTENS + port, START_TIMEOUT);
        } catch (RuntimeException e) {
            hiveMq.close();
            throw e;
        }
        return hiveMq;
    }

    /** {@code tcp://127.0.0.1:<port>}. */
    public URI uri() {
        return uri;
    }

    /** Ends the broker and deletes its folder, which a process that had to be killed would leave. */
    @Override
    public void close() {
        process.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("hivemq's folder " + folder + " could not be deleted", e);
        }
    }

    /** What the process runs. */
    static final class Program {

        private static final String CONFIG = """
                <?xml version="1.0"?>
                <hivemq>
                  <listeners>
                    <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                  </listeners>
                  <persistence><mode>in-memory</mode></persistence>
                  <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                </hivemq>
                """;

        private Program() {}

        /** @param args the folder, the port and the messages in flight */
        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            for (String name : List.of("conf", "data", "extensions")) {
                Files.createDirectory(folder.resolve(name));
            }
            Files.writeString(folder.resolve("conf/config.xml"), CONFIG.formatted(Integer.parseInt(args[1])));
            try (EmbeddedHiveMQ hiveMq = EmbeddedHiveMQ.builder()
                    .withConfigurationFolder(folder.resolve("conf"))
                    .withDataFolder(folder.resolve("data"))
                    .withExtensionsFolder(folder.resolve("extensions"))
                    .withoutLoggingBootstrap()
                    .build()) {
                InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = Integer.parseInt(args[2]);
                InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(0);
                hiveMq.start().join();
                System.out.println(LISTENS + args[1]);
                ChildJvm.awaitEndOfInput();
            }
        }
    }
}
