package io.github.camelaliyun.mqtt.sandbox;

import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

import static org.awaitility.Awaitility.await;

/** A client of the sandbox that leaves messages unacknowledged, and the waits for what it is sent again. */
abstract class ResendRig {

    /** All resends of a message take 15 times that: longer than {@link #SETTLED}, so that the limit is not what ends them. */
    static final Duration AFTER = Duration.ofMillis(400);

    static final Duration QUIET = AFTER.multipliedBy(3);
    static final Duration SETTLED = AFTER.multipliedBy(9);

    final Sandbox sandbox = SharedSandbox.get();
    final String clientId = SharedSandbox.uniqueClientId();
    final String topic = "test/" + clientId;

    void publish(String text) throws MqttException {
        try (TestClient publisher = TestClient.connected(SharedSandbox.uniqueClientId())) {
            publisher.publish(topic, text);
        }
    }

    /** For a persistent session: the broker sends all of it at once. */
    void leaveBacklog(String... texts) throws MqttException {
        try (TestClient client = TestClient.of(clientId).persistent()) {
            client.connect();
            client.subscribe(topic, 1);
        }
        for (String text : texts) {
            publish(text);
        }
    }

    /** Nothing is added for longer than it takes to send a message again, and that long before its resends run out. */
    static void assertSettles(IntSupplier count) {
        AtomicInteger last = new AtomicInteger(-1);
        await().pollInterval(Duration.ofMillis(50))
                .during(QUIET)
                .atMost(SETTLED)
                .until(count::getAsInt, now -> last.getAndSet(now) == now);
    }

    static Set<Integer> ids(List<Arrival> arrivals) {
        return arrivals.stream().map(Arrival::id).collect(Collectors.toSet());
    }

    record Arrival(int id, boolean dup, String text) {}

    /** Subscribes the topic and acknowledges what it is told to. */
    final class Receiver implements MqttCallback, AutoCloseable {

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
