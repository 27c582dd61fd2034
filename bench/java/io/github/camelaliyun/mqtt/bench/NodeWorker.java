package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.kit.MqttJsClient;
import io.github.camelaliyun.mqtt.kit.MqttJsFolder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The MQTT.js peer: {@code bench/js/worker.js}, run where the tests have MQTT.js installed. */
final class NodeWorker {

    private static final String SCRIPT = "worker.js";
    /** A limit that is never reached: V8's own depends on the machine, and 10,000 clients may be over it. */
    private static final String HEAP = "--max-old-space-size=4096";

    private NodeWorker() {}

    static boolean available() {
        return MqttJsClient.available();
    }

    static WorkerProcess start() {
        Path folder = MqttJsFolder.prepared();
        try {
            Files.copy(Path.of("bench", "js", SCRIPT), folder.resolve(SCRIPT), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("bench/js/" + SCRIPT + " could not be copied to " + folder, e);
        }
        return WorkerProcess.start(
                "mqttjs", new ProcessBuilder("node", "--expose-gc", HEAP, SCRIPT).directory(folder.toFile()));
    }
}
