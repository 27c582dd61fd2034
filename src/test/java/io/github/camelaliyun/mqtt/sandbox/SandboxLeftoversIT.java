package io.github.camelaliyun.mqtt.sandbox;

import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinWorkerThread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What is left of a sandbox that was closed in the middle of its faults. */
class SandboxLeftoversIT {

    private static final String CLIENT_ID = "GID_test@@@leftovers";

    @Test
    void closeInTheMiddleOfAllFaultsLeavesNoThreadNoPortAndNoFile() throws Exception {
        // What the JVM keeps for all sandboxes is there after the first one.
        runWithFaults();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        List<URI> ports = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ports.addAll(runWithFaults());
        }

        assertThat(ports)
                .allSatisfy(port -> assertThatThrownBy(() -> new Socket(port.getHost(), port.getPort()).close())
                        .isInstanceOf(IOException.class));
        await().pollInSameThread()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        // Pools of the JVM's and of JUnit's grow as they like.
                        .filteredOn(thread -> !before.contains(thread) && !(thread instanceof ForkJoinWorkerThread))
                        .extracting(Thread::getName)
                        .isEmpty());
    }

    /** Answers where it listened. */
    private static List<URI> runWithFaults() throws MqttException {
        Sandbox sandbox = Sandbox.start(SharedSandbox.options(0, false));
        List<URI> ports = List.of(
                sandbox.tcp(),
                sandbox.ssl(),
                sandbox.ws(),
                sandbox.wsRoot(),
                sandbox.wss(),
                sandbox.tokens().openApi());
        Path folder = sandbox.trustStore().getParent();
        String topic = "test/p2p/" + CLIENT_ID;
        sandbox.faults().deliverBacklogInBatches(CLIENT_ID, 1, Duration.ofMinutes(1));
        sandbox.faults().resendUnacknowledged(CLIENT_ID, Duration.ofMinutes(1), Resend.NEW_ID);
        TestClient.of(sandbox.tcp().toString(), CLIENT_ID)
                .persistent()
                .connect()
                .close();
        sandbox.publish(topic, "1");
        sandbox.publish(topic, "2");
        TestClient client =
                TestClient.of(sandbox.tcp().toString(), CLIENT_ID).persistent().connect();
        client.awaitReceived(1);
        sandbox.faults().stall(CLIENT_ID);
        client.publishAndForget(topic, new byte[1], 1, false);
        sandbox.close();

        assertThat(folder).doesNotExist();
        client.paho().disconnectForcibly(0, 1, false);
        client.paho().close(true);
        return ports;
    }
}
