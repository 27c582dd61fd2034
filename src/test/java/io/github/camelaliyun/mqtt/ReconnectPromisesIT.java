package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import io.github.camelaliyun.mqtt.kit.DeafBroker;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.MqttJsClient;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresNode;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Connecting again, and what an operator reads of it. */
class ReconnectPromisesIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Sandbox sandbox = SharedSandbox.get();
    private final String clientId = SharedSandbox.uniqueClientId();

    @Test
    void credentialsAreAskedForAnewAtEveryConnect() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        SignatureCredentials signature =
                new SignatureCredentials(SharedSandbox.ACCESS_KEY, SharedSandbox.SECRET_KEY, SharedSandbox.INSTANCE_ID);
        CredentialProcessor counting = id -> {
            asked.add(id);
            return signature.credentialsFor(id);
        };
        try (Estate estate =
                new Estate(sandbox.tcp(), clientId, component -> component.setCredentialProcessor(counting))) {
            estate.publish("paho:test/a", "connected");
            sandbox.faults().kick(clientId);
            await().atMost(LIMIT).until(() -> sandbox.connectsOf(clientId) == 2);

            assertThat(asked).containsExactly(clientId, clientId);
        }
    }

    @Test
    void subscriptionsAreMadeAgainAlthoughTheBrokerKeptTheSession() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate estate = new Estate(
                        sandbox.tcp(),
                        clientId,
                        component -> component.getConfiguration().setCleanSession(false))) {
            estate.consume("in", "paho:test/in", e -> {});
            await().atMost(LIMIT).until(() -> sandbox.subscriptionsOf(clientId).size() == 1);
            sandbox.faults().kick(clientId);
            await().atMost(LIMIT).until(() -> sandbox.subscriptionsOf(clientId).size() == 2);

            await().untilAsserted(() -> assertThat(log.lines())
                    .anyMatch(line -> line.contains("session present") && line.contains(clientId)));
        }
    }

    @Test
    void theLogTellsHowLongTheConnectionWasLostAndWhy() throws Exception {
        try (LogCapture log = new LogCapture();
                FaultProxy line = FaultProxy.inFrontOf(sandbox.tcp().getPort());
                Estate estate = new Estate(line.uri(), clientId)) {
            estate.publish("paho:test/a", "connected");
            line.cut();
            await().atMost(LIMIT).until(() -> state(estate) != ConnectionState.CONNECTED);
            line.restore();
            await().atMost(LIMIT).until(() -> state(estate) == ConnectionState.CONNECTED);

            String server = clientId + " at " + line.uri();
            // The state is there before the log has it.
            await().untilAsserted(() -> assertThat(String.join("\n", log.lines()))
                    .containsSubsequence(
                            "INFO connected to " + server,
                            "WARN lost the connection " + server + " after ",
                            "Next try in ",
                            "INFO connected to " + server + " again, after "));
        }
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsGivenUpInTime() throws Exception {
        try (LogCapture log = new LogCapture();
                FaultProxy line = FaultProxy.inFrontOf(sandbox.tcp().getPort())) {
            line.stall();
            try (Estate estate = new Estate(
                    line.uri(),
                    clientId,
                    component -> component.getConfiguration().setConnectionTimeout(1))) {
                estate.consume("in", "paho:test/in", e -> {});
                await().atMost(LIMIT).until(() -> log.lines().stream().anyMatch(l -> l.contains("cannot connect")));

                line.resume();
                await().atMost(LIMIT).until(() -> state(estate) == ConnectionState.CONNECTED);
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerASubscriptionIsToldOfAndNotLeft() throws Exception {
        try (LogCapture log = new LogCapture();
                DeafBroker deaf = new DeafBroker();
                Estate estate = new Estate(deaf.uri(), clientId)) {
            estate.consume("in", "paho:test/in", e -> {});
            await().atMost(LIMIT)
                    .until(() -> log.lines().stream().anyMatch(l -> l.contains("within 10 s (no SUBACK)")));

            ConnectionStatus status = estate.component().connectionStatuses().get(0);
            assertThat(status.refused()).containsOnlyKeys("test/in");
            assertThat(status.state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(deaf.connects()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatIsSilentIsLeftWhenItDoesNotAnswerAPing() throws Exception {
        try (LogCapture log = new LogCapture();
                FaultProxy line = FaultProxy.inFrontOf(sandbox.tcp().getPort());
                Estate estate = new Estate(
                        line.uri(),
                        clientId,
                        component -> component.getConfiguration().setKeepAliveInterval(1))) {
            estate.publish("paho:test/a", "connected");
            line.stall();
            await().atMost(LIMIT)
                    .until(() -> log.lines().stream()
                            .anyMatch(l -> l.contains("the server did not answer a keep-alive ping")));

            line.resume();
            await().atMost(LIMIT).until(() -> sandbox.connectsOf(clientId) == 2);
        }
    }

    /** What is written is more than the sockets' buffers take, so DISCONNECT cannot leave either. */
    @Test
    void aConnectionWhoseServerReadsNothingIsClosedInTime() throws Exception {
        try (DeafBroker deaf = new DeafBroker()) {
            Estate estate = new Estate(deaf.uri(), clientId);
            try {
                byte[] large = new byte[60_000];
                for (int i = 0; i < 400; i++) {
                    estate.publishAsync("paho:test/a?qos=0", large);
                }
                await().during(Duration.ofSeconds(1))
                        .atMost(LIMIT)
                        .until(() -> deaf.connects() == 1
                                && estate.component().connectionStatuses().stream()
                                        .anyMatch(status -> status.inFlight() > 0));

                assertThat(CompletableFuture.runAsync(estate::close)).succeedsWithin(Duration.ofSeconds(15));
            } finally {
                // A second time at the most: what is left of it would fail other tests of this JVM.
                estate.close();
            }
        }
    }

    @Test
    void aPublishThatIsNotAcknowledgedInTimeFailsAloneAndTheConnectionStays() throws Exception {
        try (FaultProxy line = FaultProxy.inFrontOf(sandbox.tcp().getPort());
                Estate estate = new Estate(line.uri(), clientId, component -> component.setPublishTimeout(3_000))) {
            estate.publish("paho:test/a", "connected");
            line.stall();
            assertThat(estate.publishAsync("paho:test/a", "unanswered").get().getException())
                    .hasMessageContaining("was not acknowledged within 3 s");

            line.resume();
            estate.publish("paho:test/a", "answered");
            assertThat(line.acceptedConnections()).isEqualTo(1);
            assertThat(state(estate)).isEqualTo(ConnectionState.CONNECTED);
        }
    }

    @Test
    @RequiresMosquitto
    void aRefusedTopicFilterIsAnErrorOfItsConsumerAndOfNoOther() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous().allowing("test/open"));
                LogCapture log = new LogCapture();
                Estate estate = new Estate(mosquitto.uri(), clientId, component -> {
                    component.getAccount().setAccessKey(null);
                    component.getAccount().setSecretKey(null);
                    component.getAccount().setInstanceId(null);
                })) {
            estate.consume("refused", "paho:test/secret", e -> {}).consume("granted", "paho:test/open", e -> {});
            await().atMost(LIMIT)
                    .until(() -> log.lines().stream()
                            .anyMatch(l -> l.startsWith("ERROR")
                                    && l.contains("refused the topic filter 'test/secret' (SUBACK 0x80)")));

            List<HealthCheck.Result> results = HealthCheckHelper.invokeReadiness(estate.context(), "full").stream()
                    .filter(result -> result.getCheck().getId().startsWith("consumer:"))
                    .toList();
            assertThat(results)
                    .extracting(result -> result.getCheck().getId() + " " + result.getState())
                    .containsExactlyInAnyOrder("consumer:refused DOWN", "consumer:granted UP");
        }
    }

    @Test
    void twoHoldersOfOneClientIdBothSaySoAndBackOff() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate one = new Estate(sandbox.tcp(), clientId)) {
            one.consume("one", "paho:test/one", e -> {});
            await().atMost(LIMIT).until(() -> sandbox.connectsOf(clientId) == 1);
            try (Estate two = new Estate(sandbox.tcp(), clientId)) {
                two.consume("two", "paho:test/two", e -> {});
                await().atMost(LIMIT)
                        .until(() -> List.of(one, two).stream().allMatch(estate -> {
                            String error = estate.component()
                                    .connectionStatuses()
                                    .get(0)
                                    .lastError();
                            return error != null && error.contains("possibly another client uses clientId " + clientId);
                        }));
            }
            assertThat(log.lines())
                    .anyMatch(l -> l.startsWith("WARN the server closed this connection")
                            && l.contains("possibly another client uses clientId " + clientId)
                            && l.contains("give every process its own Device ID"));
        }
    }

    @Test
    @RequiresNode
    void aTopicWithAnEmojiFromAnotherClientArrives() throws Exception {
        String topic = "test/" + Character.toString(0x1f600);
        List<String> received = new CopyOnWriteArrayList<>();
        try (Estate estate = new Estate(sandbox.tcp(), clientId);
                MqttJsClient other = MqttJsClient.connect(new MqttJsClient.Options(
                        sandbox.tcp(),
                        SharedSandbox.uniqueClientId(),
                        SharedSandbox.ACCESS_KEY,
                        SharedSandbox.SECRET_KEY,
                        SharedSandbox.INSTANCE_ID,
                        "test/unused"))) {
            estate.consume(
                    "in",
                    "paho:" + topic,
                    e -> received.add(e.getIn().getHeader(PahoConstants.MQTT_TOPIC, String.class)));
            await().atMost(LIMIT).until(() -> state(estate) == ConnectionState.CONNECTED);
            estate.publish("paho:" + topic, "subscribed by now");
            other.publish(topic, "x");

            await().atMost(LIMIT).until(() -> received.size() == 2);
            assertThat(received).containsOnly(topic);
        }
    }

    @Test
    void whatIsNotMqttEndsTheConnectionWithItsReason() throws Exception {
        try (LogCapture log = new LogCapture();
                DeafBroker server = new DeafBroker();
                Estate estate = new Estate(server.uri(), clientId)) {
            estate.consume("in", "paho:test/x", e -> {});
            await().atMost(LIMIT).until(() -> state(estate) == ConnectionState.CONNECTED);
            server.say("HTTP/1.1 400 Bad Request".getBytes(StandardCharsets.US_ASCII));

            await().atMost(LIMIT)
                    .until(() -> log.lines().stream()
                            .anyMatch(l -> l.contains("lost the connection " + clientId)
                                    && l.contains("the server sent what is not MQTT 3.1.1")));
            await().atMost(LIMIT).until(() -> server.connects() >= 2);
        }
    }

    private static ConnectionState state(Estate estate) {
        return estate.component().connectionStatuses().get(0).state();
    }
}
