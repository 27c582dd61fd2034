package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.app.SandboxApp;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import io.github.camelaliyun.mqtt.kit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The sandbox in a JVM with little memory, as {@code mvn compile camel:run -Psandbox} starts it. */
@Timeout(180)
class MemoryIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CLIENTS = 120;
    private static final int MESSAGES = 60;
    private static final int BYTES = 60_000;

    /** P40 */
    @Test
    void whatManyClientsReceiveFillsNoMemoryAndSigtermEndsIt() throws Exception {
        try (ChildJvm sandbox = ChildJvm.start(SandboxApp.class, List.of("-Xmx300m", "-Daliyun.mqtt.sandbox.port=0"))) {
            URI tcp = tcp(sandbox);
            try (RawClient sender = connected(tcp, "GID_test@@@sender")) {
                for (int client = 0; client < CLIENTS; client++) {
                    receive(tcp, sender, "GID_test@@@" + client);
                }
            }
            connected(tcp, "GID_test@@@last").close();

            sandbox.terminate();
            assertThat(sandbox.awaitExit(LIMIT)).isZero();
            assertThat(sandbox.output()).doesNotContain("OutOfMemoryError");
        }
    }

    private static void receive(URI tcp, RawClient sender, String clientId) throws Exception {
        String topic = "test/p2p/" + clientId;
        byte[] message = RawClient.publish(topic, new byte[BYTES]);
        try (RawClient receiver = connected(tcp, clientId)) {
            for (int i = 0; i < MESSAGES; i++) {
                sender.send(message);
                assertThat(receiver.read(message.length)).hasSize(message.length);
            }
        }
    }

    private static RawClient connected(URI tcp, String clientId) throws Exception {
        Credentials credentials = new SignatureCredentials(
                        AliyunMqttSandbox.ACCESS_KEY, AliyunMqttSandbox.SECRET_KEY, AliyunMqttSandbox.INSTANCE_ID)
                .credentialsFor(clientId);
        return RawClient.connected(tcp, clientId, credentials);
    }

    private static URI tcp(ChildJvm sandbox) {
        sandbox.awaitLine("mosquitto_pub", LIMIT);
        return sandbox.lines().stream()
                .map(String::strip)
                .filter(line -> line.startsWith("tcp "))
                .map(line -> URI.create(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
