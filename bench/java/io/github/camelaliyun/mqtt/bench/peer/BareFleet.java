package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Plan;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent;
import io.github.camelaliyun.mqtt.connection.ConnectionObserver;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.Connections;
import io.github.camelaliyun.mqtt.connection.Delivery;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.Outcome;
import io.github.camelaliyun.mqtt.connection.Subscriber;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions;
import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/** A connection with a subscriber for each clientId, as the component makes them, without a component and without Camel. */
final class BareFleet implements Fleet {

    private final BareThreads threads = new BareThreads();
    private final Set<ConnectionOptions> connected = ConcurrentHashMap.newKeySet();
    private Connections connections;

    @Override
    public void prepare(Plan plan) {
        connections = new Connections(
                threads.connectionThreads(),
                (connection, event) -> {
                    if (event instanceof ConnectionEvent.Connected) {
                        connected.add(connection);
                    }
                },
                new Unobserved());
    }

    @Override
    public void connect(Plan plan, IntConsumer arrived) throws Exception {
        CredentialProcessor credentials = plan.keys().isEmpty()
                ? null
                : clientId -> plan.credentials(clientId).orElseThrow();
        for (int identity : plan.identityNumbers()) {
            Subscriber subscriber = new Device(identity, List.of(new Subscription(Fleet.topic(identity), 1)), arrived);
            MqttConnection connection =
                    connections.declare(options(plan, Fleet.clientId(identity)), credentials, subscriber);
            connections.activate(connection);
            connection.start(subscriber);
        }
        ConnectsAwaited.await(plan, connected::size);
    }

    @Override
    public void close() {
        connections.closeAll();
        threads.close();
    }

    /** The component's defaults. */
    private static ConnectionOptions options(Plan plan, String clientId) {
        return ConnectionOptions.of(List.of(plan.uri()), clientId)
                .cleanSession(false)
                .build();
    }

    private record Device(int identity, List<Subscription> subscriptions, IntConsumer arrived) implements Subscriber {

        @Override
        public String name() {
            return Fleet.clientId(identity);
        }

        @Override
        public SubscriberOptions options() {
            return SubscriberOptions.defaults();
        }

        @Override
        public void process(Delivery delivery, Outcome outcome) {
            arrived.accept(identity);
            outcome.done(true);
        }

        @Override
        public boolean diverts(Diversion why) {
            return false;
        }

        @Override
        public void divert(Delivery delivery, Diversion why, Outcome outcome) {
            throw new IllegalStateException("a device has no other place for its messages");
        }

        @Override
        public void onRefused(Subscription subscription, String reason) {
            throw new IllegalStateException(subscription + ": " + reason);
        }
    }

    private static final class Unobserved implements ConnectionObserver {

        @Override
        public void onOpened(MqttConnection connection) {
            // Nobody is shown it.
        }

        @Override
        public void onClosed(MqttConnection connection) {
            // Nobody was shown it.
        }
    }
}
