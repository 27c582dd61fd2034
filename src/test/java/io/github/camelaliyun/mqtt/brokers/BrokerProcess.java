package io.github.camelaliyun.mqtt.brokers;

import io.github.camelaliyun.mqtt.kit.ChildProcess;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A broker as a child process, whose output says when it listens. It gets its secrets through its environment. */
final class BrokerProcess implements BrokerUnderTest {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    /** Their folders are deleted with the JVM, should a run be broken off before its tests do it. */
    private static final Set<BrokerProcess> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(BrokerProcess::close)));
    }

    private final Launch launch;
    private final Site site;
    private ChildProcess process;

    /**
     * How it is started.
     *
     * @param name the broker's name
     * @param version the broker's version
     * @param webSocketPath where it takes WebSocket connections
     * @param command the program and its arguments
     * @param environment variables besides those of this process and {@code BROKER_USER}, {@code BROKER_PASSWORD} and {@code KEY_STORE_PASSWORD}
     * @param listens what a line of its output contains when it accepts connections
     */
    record Launch(
            String name,
            String version,
            String webSocketPath,
            List<String> command,
            Map<String, String> environment,
            String listens) {}

    private BrokerProcess(Launch launch, Site site) {
        this.launch = launch;
        this.site = site;
    }

    /** Starts it and returns when it accepts connections; ends it and deletes the site's folder if it does not. */
    static BrokerProcess start(Launch launch, Site site) {
        BrokerProcess broker = new BrokerProcess(launch, site);
        OPEN.add(broker);
        try {
            broker.launch();
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    @Override
    public String name() {
        return launch.name();
    }

    @Override
    public String version() {
        return launch.version();
    }

    @Override
    public Site site() {
        return site;
    }

    @Override
    public String webSocketPath() {
        return launch.webSocketPath();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void restart() {
        kill();
        launch();
    }

    @Override
    public void close() {
        if (OPEN.remove(this)) {
            if (process != null) {
                process.kill();
            }
            site.close();
        }
    }

    private void launch() {
        ProcessBuilder builder =
                new ProcessBuilder(launch.command()).directory(site.folder().toFile());
        builder.environment()
                .putAll(Map.of(
                        "BROKER_USER", Site.USER,
                        "BROKER_PASSWORD", site.password(),
                        "KEY_STORE_PASSWORD", site.keyStorePassword()));
        builder.environment().putAll(launch.environment());
        process = ChildProcess.start(name(), builder);
        try {
            Awaitility.await()
                    .atMost(START_LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> listens() || !process.isAlive());
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(
                    name() + " does not listen after " + START_LIMIT + "; its output:\n" + process.output(), e);
        }
        if (!listens()) {
            throw new IllegalStateException(name() + " ended; its output:\n" + process.output());
        }
    }

    private boolean listens() {
        return process.lines().stream().anyMatch(line -> line.contains(launch.listens()));
    }
}
