package io.github.camelaliyun.mqtt.kit;

import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.MqttSecurityException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.ConnectException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@RequiresMosquitto
@Timeout(60)
class MosquittoIT {

    private static final String TOPIC = "parent/sub";

    @Test
    void aMessageKeptForASessionSurvivesAKill() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous())) {
            MqttClient receiver = absentReceiver(mosquitto);
            assertThat(mosquitto.hasSaved()).isFalse();
            mosquitto.save();
            mosquitto.kill();
            assertThatThrownBy(() -> receiver.connect(lasting())).hasCauseInstanceOf(ConnectException.class);
            mosquitto.restart();

            assertReceivesWhatWasKept(receiver);
        }
    }

    @Test
    void aBrokerThatSavesOnEveryChangeNeedsNotBeTold() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous().savingOnChange())) {
            absentReceiver(mosquitto).close();

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(mosquitto::hasSaved);
        }
    }

    @Test
    void onlyTheGivenUsersMayConnect() throws Exception {
        String user = "Signature|ak|post-cn-test";
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.withUsers(Map.of(user, "pass+word/=")))) {
            connectAs(mosquitto, user, "pass+word/=");

            assertThatThrownBy(() -> connectAs(mosquitto, user, "wrong")).isInstanceOf(MqttSecurityException.class);
            assertThatThrownBy(() -> connectAs(mosquitto, null, null)).isInstanceOf(MqttSecurityException.class);
            assertThat(mosquitto.log()).doesNotContain("pass+word/=");
        }
    }

    @Test
    void aBrokerThatCannotStartFailsTheTestWithItsOutput() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
                ServerSocket other = new ServerSocket()) {
            mosquitto.kill();
            other.bind(FreePort.address(mosquitto.port()));

            assertThatThrownBy(mosquitto::restart).hasStackTraceContaining("Address already in use");
        }
    }

    /** With a session that a message waits for. */
    private static MqttClient absentReceiver(Mosquitto mosquitto) throws MqttException {
        MqttClient receiver = client(mosquitto, "receiver");
        receiver.connect(lasting());
        receiver.subscribe(TOPIC, 1);
        receiver.disconnect();
        MqttClient sender = client(mosquitto, "sender");
        sender.connect();
        sender.publish(TOPIC, "kept".getBytes(), 1, false);
        sender.disconnect();
        sender.close();
        return receiver;
    }

    private static void assertReceivesWhatWasKept(MqttClient receiver) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        receiver.setCallback(collectingInto(received));
        receiver.connect(lasting());
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("kept");
        receiver.disconnect();
        receiver.close();
    }

    private static void connectAs(Mosquitto mosquitto, String user, String password) throws MqttException {
        MqttConnectOptions options = new MqttConnectOptions();
        if (user != null) {
            options.setUserName(user);
            options.setPassword(password.toCharArray());
        }
        try (MqttClient client = client(mosquitto, "somebody")) {
            client.connect(options);
            client.disconnect();
        }
    }

    private static MqttCallback collectingInto(BlockingQueue<String> received) {
        return new MqttCallback() {
            @Override
            public void messageArrived(String topic, MqttMessage message) {
                received.add(message.toString());
            }

            @Override
            public void connectionLost(Throwable cause) {}

            @Override
            public void deliveryComplete(IMqttDeliveryToken token) {}
        };
    }

    private static MqttConnectOptions lasting() {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setCleanSession(false);
        return options;
    }

    private static MqttClient client(Mosquitto mosquitto, String clientId) throws MqttException {
        return new MqttClient(mosquitto.uri().toString(), clientId, new MemoryPersistence());
    }
}
