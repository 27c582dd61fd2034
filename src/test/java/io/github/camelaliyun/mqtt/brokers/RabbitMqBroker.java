package io.github.camelaliyun.mqtt.brokers;

import io.github.camelaliyun.mqtt.kit.ChildProcess;
import io.github.camelaliyun.mqtt.kit.FreePort;
import io.github.camelaliyun.mqtt.kit.Programs;
import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The RabbitMQ of the machine, with a node name, folder, ports and port mapper (epmd) of its own: it has nothing to do with
 * the one that the machine may run as a service.
 */
final class RabbitMqBroker implements BrokerUnderTest {

    private static final Path INSTALLATIONS = Path.of("/usr/lib/rabbitmq/lib");
    private static final Pattern INSTALLATION = Pattern.compile("rabbitmq_server-(\\d.*)");
    private static final String EPMD = "epmd";

    private final ChildProcess epmd;
    private final BrokerProcess rabbit;

    private RabbitMqBroker(ChildProcess epmd, BrokerProcess rabbit) {
        this.epmd = epmd;
        this.rabbit = rabbit;
    }

    /**
     * Starts it and returns when it accepts connections.
     *
     * @throws TestAbortedException if it is missing
     */
    static BrokerUnderTest start() {
        Path installation = installation()
                .orElseThrow(() -> new TestAbortedException("rabbitmq-server is not in " + INSTALLATIONS));
        if (Programs.find(EPMD).isEmpty()) {
            throw new TestAbortedException(EPMD + " is not on the PATH");
        }
        Site site = Site.prepare("rabbitmq");
        int epmdPort = FreePort.choose();
        try {
            configure(site);
        } catch (IOException e) {
            site.close();
            throw new UncheckedIOException("rabbitmq's folder could not be written", e);
        }
        ChildProcess epmd = ChildProcess.start(
                EPMD,
                new ProcessBuilder(
                        Programs.require(EPMD).toString(), "-port", String.valueOf(epmdPort), "-address", "127.0.0.1"));
        try {
            return new RabbitMqBroker(
                    epmd,
                    BrokerProcess.start(
                            new BrokerProcess.Launch(
                                    "RabbitMQ",
                                    version(installation).orElseThrow(),
                                    "/ws",
                                    List.of(installation
                                            .resolve("sbin/rabbitmq-server")
                                            .toString()),
                                    environment(site.folder(), epmdPort),
                                    "completed with 2 plugins"),
                            site));
        } catch (RuntimeException e) {
            epmd.kill();
            throw e;
        }
    }

    @Override
    public String name() {
        return rabbit.name();
    }

    @Override
    public String version() {
        return rabbit.version();
    }

    @Override
    public Site site() {
        return rabbit.site();
    }

    @Override
    public String webSocketPath() {
        return rabbit.webSocketPath();
    }

    @Override
    public void kill() {
        rabbit.kill();
    }

    @Override
    public void restart() {
        rabbit.restart();
    }

    @Override
    public void close() {
        rabbit.close();
        epmd.kill();
    }

    private static void configure(Site site) throws IOException {
        Files.writeString(site.folder().resolve("enabled_plugins"), "[rabbitmq_mqtt,rabbitmq_web_mqtt].\n");
        Files.writeString(site.folder().resolve("rabbitmq.conf"), """
                listeners.tcp = none
                mqtt.listeners.tcp.1 = 127.0.0.1:%d
                mqtt.listeners.ssl.1 = 127.0.0.1:%d
                web_mqtt.tcp.ip = 127.0.0.1
                web_mqtt.tcp.port = %d
                ssl_options.certfile = %s
                ssl_options.keyfile = %s
                mqtt.allow_anonymous = false
                default_user = %s
                default_pass = %s
                log.console = true
                log.console.level = warning
                log.file = false
                """.formatted(
                        site.tcpPort(),
                        site.tlsPort(),
                        site.wsPort(),
                        site.certificate(),
                        site.privateKey(),
                        Site.USER,
                        site.password()));
    }

    private static Map<String, String> environment(Path folder, int epmdPort) {
        return Map.ofEntries(
                Map.entry("HOME", folder.toString()),
                Map.entry("ERL_EPMD_PORT", String.valueOf(epmdPort)),
                Map.entry("RABBITMQ_NODENAME", "test@localhost"),
                Map.entry("RABBITMQ_DIST_PORT", String.valueOf(FreePort.choose())),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
                Map.entry("RABBITMQ_CONF_ENV_FILE", folder.resolve("env.conf").toString()),
                Map.entry(
                        "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        folder.resolve("enabled_plugins").toString()),
                Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString()),
                Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
                Map.entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString()),
                // Its script then becomes the broker, instead of waiting for it as a parent process.
                Map.entry("RUNNING_UNDER_SYSTEMD", "true"));
    }

    private static Optional<Path> installation() {
        if (!Files.isDirectory(INSTALLATIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(INSTALLATIONS)) {
            return folders.filter(folder -> version(folder).isPresent()).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(INSTALLATIONS + " could not be listed", e);
        }
    }

    private static Optional<String> version(Path installation) {
        return Optional.of(INSTALLATION.matcher(installation.getFileName().toString()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
    }
}
