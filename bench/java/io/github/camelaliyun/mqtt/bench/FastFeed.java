package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Payload;
import io.github.camelaliyun.mqtt.bench.worker.Plan;
import io.github.camelaliyun.mqtt.credential.Credentials;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttConnect;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttDisconnect;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttWireMessage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends QoS 0 messages as bytes that were encoded before: a sender that takes part of the cores from the peer, or is
 * slower than it, would be what is measured.
 */
final class FastFeed {

    private static final int BUFFER = 64 * 1024;
    private static final int CONN_ACK_LENGTH = 4;
    private static final int ACCEPTED = 0;
    private static final int KEEP_ALIVE_SECONDS = 90;

    private FastFeed() {}

    /** Sends the numbered messages in turn to the topics; returns when the broker has read them all. */
    static void send(Plan plan) throws IOException, MqttException {
        URI uri = URI.create(plan.uri());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream output = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
            output.write(bytes(connect(plan)));
            output.flush();
            byte[] connAck = socket.getInputStream().readNBytes(CONN_ACK_LENGTH);
            if (connAck.length < CONN_ACK_LENGTH || connAck[CONN_ACK_LENGTH - 1] != ACCEPTED) {
                throw new IOException("the broker at " + uri + " refused the harness's sender");
            }
            publish(plan, output);
            output.write(bytes(new MqttDisconnect()));
            output.flush();
            // The broker closes when it has come to the DISCONNECT.
            socket.getInputStream().readAllBytes();
        }
    }

    private static void publish(Plan plan, OutputStream output) throws IOException, MqttException {
        List<ByteBuffer> packets = new ArrayList<>();
        for (String topic : plan.topics()) {
            MqttMessage message = new MqttMessage(Payload.of(0, plan.payload()));
            message.setQos(0);
            packets.add(ByteBuffer.wrap(bytes(new MqttPublish(topic, message))));
        }
        for (int number = 0; number < plan.messages(); number++) {
            ByteBuffer packet = packets.get(number % packets.size());
            packet.putLong(packet.limit() - plan.payload(), number);
            output.write(packet.array());
        }
    }

    private static MqttWireMessage connect(Plan plan) {
        String clientId = plan.clientId() + "-feed";
        Credentials credentials = plan.credentials(clientId).orElse(null);
        return new MqttConnect(
                clientId,
                MqttConnectOptions.MQTT_VERSION_3_1_1,
                true,
                KEEP_ALIVE_SECONDS,
                credentials == null ? null : credentials.username(),
                credentials == null ? null : credentials.password().toCharArray(),
                null,
                null);
    }

    private static byte[] bytes(MqttWireMessage message) throws MqttException {
        byte[] header = message.getHeader();
        byte[] payload = message.getPayload();
        return ByteBuffer.allocate(header.length + payload.length)
                .put(header)
                .put(payload)
                .array();
    }
}
