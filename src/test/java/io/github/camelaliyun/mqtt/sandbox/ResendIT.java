package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.github.camelaliyun.mqtt.credential.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Unacknowledged messages that are sent again on the connection: what clients see of it, and when it ends. */
class ResendIT extends ResendRig {

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource
    void unacknowledgedMessageIsSentAgainInTheWayThatWasChosen(Resend how) throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, how);
        try (Receiver receiver = new Receiver(clientId)) {
            publish("one");
            receiver.awaitArrivals(3);

            List<Arrival> arrivals = receiver.arrivals().subList(0, 3);
            assertThat(arrivals).extracting(Arrival::text).containsOnly("one");
            boolean dup = how == Resend.SAME_ID_DUP;
            assertThat(arrivals).extracting(Arrival::dup).containsExactly(false, dup, dup);
            assertThat(ids(arrivals)).hasSize(how == Resend.NEW_ID ? 3 : 1);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource
    void acknowledgedMessageIsNotSentAgain(Resend how) throws Exception {
        // Time for an acknowledgement on a busy machine.
        sandbox.faults().resendUnacknowledged(clientId, Duration.ofSeconds(1), how);
        try (Receiver receiver = new Receiver(clientId)) {
            receiver.acknowledgeAtOnce();
            publish("one");
            receiver.awaitArrivals(1);

            assertSettles(receiver::count);
            assertThat(receiver.count()).isEqualTo(1);
        }
    }

    /** With a new identifier, by acknowledging that one alone. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource
    void acknowledgementOfWhatWasSentAgainEndsIt(Resend how) throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, how);
        try (Receiver receiver = new Receiver(clientId)) {
            publish("one");
            receiver.awaitArrivals(2);
            receiver.acknowledge(receiver.arrivals().get(1));

            assertSettles(receiver::count);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void clientThatWasNotNamedGetsItsMessageOnce() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.SAME_ID);
        try (Receiver named = new Receiver(clientId);
                Receiver other = new Receiver(SharedSandbox.uniqueClientId())) {
            publish("one");
            named.awaitArrivals(3);

            assertThat(other.count()).isEqualTo(1);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void zeroTurnsItOff() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.SAME_ID);
        sandbox.faults().resendUnacknowledged(clientId, Duration.ZERO, Resend.SAME_ID);
        try (Receiver receiver = new Receiver(clientId)) {
            publish("one");
            receiver.awaitArrivals(1);

            assertSettles(receiver::count);
            assertThat(receiver.count()).isEqualTo(1);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void timeBeforeNowIsRefused() {
        assertThatThrownBy(() -> sandbox.faults().resendUnacknowledged(clientId, Duration.ofMillis(-1), Resend.SAME_ID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zero for never");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void messageIsSentAgainFifteenTimesAtMost() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, Duration.ofMillis(20), Resend.NEW_ID);
        try (Receiver receiver = new Receiver(clientId)) {
            publish("one");
            receiver.awaitArrivals(16);

            assertSettles(receiver::count);
            assertThat(receiver.count()).isEqualTo(16);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void clientOverWebSocketIsSentItAgainToo() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.SAME_ID_DUP);
        try (Receiver receiver = new Receiver(sandbox.ws(), clientId, false)) {
            publish("one");
            receiver.awaitArrivals(2);

            assertThat(receiver.arrivals().get(1))
                    .isEqualTo(new Arrival(receiver.arrivals().get(0).id(), true, "one"));
        }
    }

    /** MQTT 5, 4.4: nothing is sent again on the same connection. */
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void clientOfMqtt5GetsItsMessageOnce() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.SAME_ID);
        Credentials credentials = SharedSandbox.signed(clientId);
        Mqtt5BlockingClient client = Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost(sandbox.tcp().getHost())
                .serverPort(sandbox.tcp().getPort())
                .simpleAuth()
                .username(credentials.username())
                .password(credentials.password().getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL, true)) {
            client.subscribeWith().topicFilter(topic).qos(MqttQos.AT_LEAST_ONCE).send();
            publish("one");
            assertThat(publishes.receive(TestClient.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isPresent();

            assertSettles(() -> sandbox.sentTo(clientId).size());
            assertThat(sandbox.sentTo(clientId)).hasSize(1);
        } finally {
            client.disconnect();
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void messageOfAClientThatHasGoneIsNotSentAgain() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.SAME_ID);
        try (Receiver receiver = new Receiver(clientId)) {
            publish("one");
            receiver.awaitArrivals(2);
        }

        assertSettles(() -> sandbox.sentTo(clientId).size());
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void closedSandboxSendsNothingAgain() throws Exception {
        try (Sandbox own = Sandbox.start(SharedSandbox.options(0, false))) {
            own.faults().resendUnacknowledged(clientId, AFTER, Resend.SAME_ID);
            try (Receiver receiver = new Receiver(own.tcp(), clientId, false);
                    TestClient publisher = TestClient.of(own.tcp().toString(), SharedSandbox.uniqueClientId())) {
                publisher.connect().publish(topic, "one");
                receiver.awaitArrivals(2);
                own.close();

                assertSettles(() -> own.sentTo(clientId).size());
            }
        }
    }
}
