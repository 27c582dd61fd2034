package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.awaitility.Awaitility;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@link ConsumerChild}, and those that took its place after it was killed, seen from the parent. For one thread. */
final class RemoteConsumer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration PROBE_EVERY = Duration.ofMillis(200);

    private final URI server;
    private final String clientId = SharedSandbox.uniqueClientId();
    private final String topic;
    private final Path folder;
    private final int millisEach;
    private final Ledger ledger;
    private final List<String> jvmOptions;
    private final List<Path> files = new ArrayList<>();
    private final List<Integer> entered = new ArrayList<>();
    private ChildJvm child;

    /** @param folder for the files of what was processed, which is entered in the ledger */
    RemoteConsumer(URI server, String topic, Path folder, int millisEach, Ledger ledger, List<String> jvmOptions) {
        this.server = server;
        this.topic = topic;
        this.folder = folder;
        this.millisEach = millisEach;
        this.ledger = ledger;
        this.jvmOptions = jvmOptions;
    }

    /** Starts a process for the same session, after the last one was killed. */
    void start() {
        Path file = folder.resolve("processed-" + files.size());
        files.add(file);
        entered.add(0);
        child = ChildJvm.start(
                ConsumerChild.class,
                jvmOptions,
                server.toString(),
                clientId,
                topic,
                file.toString(),
                Integer.toString(millisEach));
    }

    /** Publishes probes until one is processed: then the session stands, and keeps what is published from now on. */
    void awaitSubscribed(Estate publisher) {
        Awaitility.await("the consumer gets what is published")
                .atMost(START_LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(PROBE_EVERY)
                .until(() -> {
                    publisher.publish("paho:" + topic, ConsumerChild.PROBE);
                    return child.lines().contains(ConsumerChild.SUBSCRIBED) || !child.isAlive();
                });
        child.awaitLine(ConsumerChild.SUBSCRIBED, PROBE_EVERY);
    }

    void kill() {
        child.kill();
    }

    boolean isAlive() {
        return child.isAlive();
    }

    /** Brings the ledger up to date; answers how many different messages it has as processed. */
    int processedCount() {
        for (int i = 0; i < files.size(); i++) {
            entered.set(i, ProcessedFile.enter(files.get(i), entered.get(i), ledger));
        }
        return ledger.processedCount();
    }

    List<VitalSigns.Sample> vitalSigns() {
        return VitalSigns.read(child.lines());
    }

    @Override
    public void close() {
        if (child != null) {
            child.close();
        }
    }
}
