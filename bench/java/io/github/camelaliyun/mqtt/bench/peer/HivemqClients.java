package io.github.camelaliyun.mqtt.bench.peer;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAck;
import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** HiveMQ clients as the bench uses them: on the event loops that all clients of a JVM share. */
final class HivemqClients {

    private static final int KEEP_ALIVE_SECONDS = 90;

    private HivemqClients() {}

    static Mqtt3AsyncClient create(Plan plan, String clientId) {
        URI uri = URI.create(plan.uri());
        Mqtt3ClientBuilder builder = MqttClient.builder()
                .useMqttVersion3()
                .identifier(clientId)
                .serverHost(uri.getHost())
                .serverPort(uri.getPort());
        plan.credentials(clientId)
                .ifPresent(credentials -> builder.simpleAuth()
                        .username(credentials.username())
                        .password(credentials.password().getBytes(StandardCharsets.UTF_8))
                        .applySimpleAuth());
        return builder.buildAsync();
    }

    static CompletableFuture<Mqtt3ConnAck> connect(Mqtt3AsyncClient client, boolean cleanSession) {
        return client.connectWith()
                .cleanSession(cleanSession)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .send();
    }

    static MqttQos qos(Plan plan) {
        return MqttQos.fromCode(plan.qos());
    }
}
