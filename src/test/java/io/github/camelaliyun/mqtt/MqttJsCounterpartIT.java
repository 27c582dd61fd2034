package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.app.MainJob;
import io.github.camelaliyun.mqtt.kit.MqttJsClient;
import io.github.camelaliyun.mqtt.kit.RequiresNode;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The article's own client, MQTT.js with its own signature, exchanges messages with the routes through the sandbox. */
@RequiresNode
class MqttJsCounterpartIT {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void ordinaryAndP2pMessagesGoBothWays(String transport) {
        Sandbox sandbox = SharedSandbox.get();
        URI uri = transport.equals("ws") ? sandbox.ws() : sandbox.tcp();
        String ours = SharedSandbox.uniqueClientId();
        String theirs = SharedSandbox.uniqueClientId();
        try (MainJob job = MainJob.start(Map.of(
                        "aliyun.mqtt.endpoint",
                        sandbox.tcp().toString(),
                        "aliyun.mqtt.access-key",
                        "test-access-key",
                        "aliyun.mqtt.secret-key",
                        "test-secret-key",
                        "aliyun.mqtt.instance-id",
                        "post-cn-test",
                        "aliyun.mqtt.group-id",
                        ours.split("@@@")[0],
                        "aliyun.mqtt.device-id",
                        ours.split("@@@")[1]));
                MqttJsClient client = MqttJsClient.connect(new MqttJsClient.Options(
                        uri, theirs, "test-access-key", "test-secret-key", "post-cn-test", "test/oppo"))) {
            // Whichever comes next: the job may be some seconds ahead of the client.
            await().atMost(LIMIT)
                    .until(() -> client.lines().stream()
                            .anyMatch(line -> line.startsWith("topic:test/oppo msg:Hello mqtt ")));

            client.publish("test/oppo", "from JavaScript");
            client.publish("test/p2p/" + ours, "to you alone");
            job.awaitReceived("topic:test/oppo msg:from JavaScript", "topic:test/p2p/" + ours + " msg:to you alone");

            job.context().createProducerTemplate().sendBody("paho:test/p2p/" + theirs, "and back");
            client.awaitMessage("test/p2p/" + theirs, "and back");
            assertThat(client.end()).isZero();
        }
    }
}
