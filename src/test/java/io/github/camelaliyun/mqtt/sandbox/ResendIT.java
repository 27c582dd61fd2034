package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.kit.Estate;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Unacknowledged messages that are sent again on the connection: what clients see of it, and when it ends. */
class ResendIT {

    /** All resends of a message take 15 times that: longer than {@link #SETTLED}, so that the limit is not what ends them. */
    private static final Duration AFTER = Duration.ofMillis(400);

    private static final Duration QUIET = AFTER.multipliedBy(3);
    private static final Duration SETTLED = AFTER.multipliedBy(9);

    private final Sandbox sandbox = SharedSandbox.get();
    private final String clientId = SharedSandbox.uniqueClientId();
    private final String topic = "test/" + clientId;

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
    void acknowledgementOfTheFirstIdentifierEndsIt() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.NEW_ID);
        try (Receiver receiver = new Receiver(clientId)) {
            publish("one");
            receiver.awaitArrivals(2);
            receiver.acknowledge(receiver.arrivals().get(0));

            assertSettles(receiver::count);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void newIdentifierIsThatOfNoOtherMessage() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.NEW_ID);
        leaveBacklog("one", "two", "three", "four", "five");
        try (Receiver receiver = new Receiver(clientId, true)) {
            receiver.awaitArrivals(15);

            assertThat(receiver.textsById().values())
                    .allSatisfy(texts -> assertThat(texts).hasSize(1));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void newIdentifierIsFreeAgainOnceItIsAcknowledged() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.NEW_ID);
        leaveBacklog("one", "two");
        try (Receiver receiver = new Receiver(clientId, true)) {
            receiver.awaitArrivals(4);
            Arrival again = receiver.arrivalsOf("one").get(1);
            receiver.acknowledge(again);

            await().atMost(TestClient.PATIENCE)
                    .until(() -> ids(receiver.arrivalsOf("two")).contains(again.id()));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void brokerGoesOnAfterNewIdentifiersWereAcknowledgedBeforeItsOwn() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.NEW_ID);
        leaveBacklog("one", "two");
        try (Receiver receiver = new Receiver(clientId, true)) {
            receiver.awaitArrivals(6);
            receiver.acknowledgeAtOnce();
            List<Arrival> latestFirst = receiver.arrivals();
            Collections.reverse(latestFirst);
            latestFirst.forEach(receiver::acknowledge);
            publish("three");
            receiver.awaitArrivalOf("three");

            assertSettles(receiver::count);
        }
        // All were acknowledged: the session has nothing more.
        try (Receiver receiver = new Receiver(clientId, true)) {
            receiver.acknowledgeAtOnce();
            publish("last");
            receiver.awaitArrivalOf("last");
            assertThat(receiver.arrivals()).extracting(Arrival::text).containsOnly("last");
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

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(names = {"SAME_ID_DUP", "SAME_ID"})
    void routeThatIsBusyProcessesTheMessageOnceAndItsAcknowledgementEndsIt(Resend how) throws Exception {
        assertThat(processedByABusyRoute(how)).containsExactly("one");
        assertThat(sandbox.sentTo(clientId)).hasSizeGreaterThan(1);
    }

    /** A duplicate cannot be told. */
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void routeThatIsBusyProcessesTheMessageAgainUnderANewIdentifier() throws Exception {
        assertThat(processedByABusyRoute(Resend.NEW_ID))
                .hasSize(sandbox.sentTo(clientId).size())
                .hasSizeGreaterThan(1)
                .containsOnly("one");
    }

    /** What a route processed, the first time until the message has been sent again, when all has come to rest. */
    private List<String> processedByABusyRoute(Resend how) throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, how);
        List<String> processed = new CopyOnWriteArrayList<>();
        CountDownLatch busy = new CountDownLatch(1);
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.consume("busy", "paho:" + topic + "?qos=1", exchange -> {
                processed.add(exchange.getIn().getBody(String.class));
                busy.await(TestClient.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            });
            await().atMost(TestClient.PATIENCE)
                    .until(() -> sandbox.subscriptionsOf(clientId).contains(topic));
            publish("one");
            await().atMost(TestClient.PATIENCE)
                    .until(() -> sandbox.sentTo(clientId).size() >= 2);
            busy.countDown();

            assertSettles(() -> sandbox.sentTo(clientId).size());
            assertSettles(processed::size);
        }
        return processed;
    }

    private void publish(String text) throws MqttException {
        try (TestClient publisher = TestClient.connected(SharedSandbox.uniqueClientId())) {
            publisher.publish(topic, text);
        }
    }

    /** For a persistent session: the broker sends all of it at once. */
    private void leaveBacklog(String... texts) throws MqttException {
        try (TestClient client = TestClient.of(clientId).persistent()) {
            client.connect();
            client.subscribe(topic, 1);
        }
        for (String text : texts) {
            publish(text);
        }
    }

    /** Nothing is added for longer than it takes to send a message again, and that long before its resends run out. */
    private static void assertSettles(IntSupplier count) {
        AtomicInteger last = new AtomicInteger(-1);
        await().pollInterval(Duration.ofMillis(50))
                .during(QUIET)
                .atMost(SETTLED)
                .until(count::getAsInt, now -> last.getAndSet(now) == now);
    }

    private static Set<Integer> ids(List<Arrival> arrivals) {
        return arrivals.stream().map(Arrival::id).collect(Collectors.toSet());
    }

    private record Arrival(int id, boolean dup, String text) {}

    /** Subscribes the topic and acknowledges what it is told to. */
    private final class Receiver implements MqttCallback, AutoCloseable {

        private final TestClient client;
        private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
        private volatile boolean acknowledgesAtOnce;

        Receiver(String clientId) throws MqttException {
            this(clientId, false);
        }

        Receiver(String clientId, boolean persistent) throws MqttException {
            this(sandbox.tcp(), clientId, persistent);
        }

        Receiver(URI server, String clientId, boolean persistent) throws MqttException {
            client = TestClient.of(server.toString(), clientId).with(options -> options.setCleanSession(!persistent));
            client.paho().setManualAcks(true);
            client.paho().setCallback(this);
            client.connect();
            client.subscribe(topic, 1);
        }

        void acknowledgeAtOnce() {
            acknowledgesAtOnce = true;
        }

        void acknowledge(Arrival arrival) {
            try {
                client.paho().messageArrivedComplete(arrival.id(), 1);
            } catch (MqttException e) {
                throw new IllegalStateException(e);
            }
        }

        List<Arrival> arrivals() {
            return new ArrayList<>(arrivals);
        }

        List<Arrival> arrivalsOf(String text) {
            return arrivals.stream()
                    .filter(arrival -> arrival.text().equals(text))
                    .toList();
        }

        int count() {
            return arrivals.size();
        }

        void awaitArrivals(int count) {
            await().atMost(TestClient.PATIENCE).until(() -> arrivals.size() >= count);
        }

        void awaitArrivalOf(String text) {
            await().atMost(TestClient.PATIENCE).until(() -> !arrivalsOf(text).isEmpty());
        }

        Map<Integer, Set<String>> textsById() {
            return arrivals.stream()
                    .collect(Collectors.groupingBy(Arrival::id, Collectors.mapping(Arrival::text, Collectors.toSet())));
        }

        @Override
        public void messageArrived(String ignored, MqttMessage message) {
            Arrival arrival = new Arrival(
                    message.getId(), message.isDuplicate(), new String(message.getPayload(), StandardCharsets.UTF_8));
            arrivals.add(arrival);
            if (acknowledgesAtOnce) {
                acknowledge(arrival);
            }
        }

        @Override
        public void connectionLost(Throwable cause) {
            // The sandbox that closes.
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // It publishes nothing.
        }

        @Override
        public void close() throws MqttException {
            client.close();
        }
    }
}
