package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.SubscriptionRefused;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Unclaimed;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What comes in over a connection: who wants it, what the broker is asked for, and the way from the one to the other.
 * Any thread may call; nothing blocks.
 */
final class Inbound {

    /** The connection, as far as it concerns what comes in. */
    interface Owner {
        /** The link that is up, or null. */
        Link connectedLink();

        /** Sends this now, or, if nothing may be sent at present, not at all: then {@link #ask} is called again later. */
        void send(Runnable packet);

        /** Whether the broker may be asked for this topic filter at present. */
        boolean maySubscribe(String filter);

        void drop(Link link, String reason);

        void tell(ConnectionEvent event);
    }

    private final ConnectionOptions options;
    private final ConnectionThreads threads;
    private final Owner owner;
    private final Subscriptions subscriptions;
    private final HeldMessages held;
    private final Dispatcher dispatcher;

    Inbound(ConnectionOptions options, ConnectionThreads threads, Owner owner) {
        this.options = options;
        this.threads = threads;
        this.owner = owner;
        this.subscriptions = new Subscriptions(options.clientId(), options.maxSubscriptions());
        this.held = new HeldMessages(threads.timer(), (Unclaimed event) -> owner.tell(event));
        this.dispatcher = new Dispatcher(subscriptions, held, threads.timer());
    }

    /** @throws IllegalArgumentException if the server would not take so many topic filters from one client */
    void add(Subscriber subscriber) {
        subscriptions.add(subscriber);
        dispatcher.deliverHeld(subscriber);
        ask();
    }

    void remove(Subscriber subscriber) {
        int removal = subscriptions.remove(subscriber);
        if (options.cleanSession()) {
            Runnable giveUp = () -> owner.send(() -> unsubscribe(subscriptions.takeUnwanted(removal)));
            threads.timer().schedule(giveUp, MqttConnection.LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    void giveBack(List<InboundMessage> messages) {
        dispatcher.giveBack(messages);
    }

    void arrived(InboundMessage message) {
        dispatcher.arrived(message);
    }

    /** A new link is up; what was received on the former one has been decided on. */
    void linkUp(boolean sessionPresent) {
        held.forgetSuperseded();
        subscriptions.linkUp(sessionPresent);
        subscriptions.subscribers().forEach(Subscriber::onConnected);
        ask();
    }

    void linkDown() {
        subscriptions.linkDown();
    }

    /** Asks the broker for what it has not been asked for on the present link, as far as that is possible now. */
    void ask() {
        owner.send(() -> {
            Link link = owner.connectedLink();
            if (link == null) {
                return;
            }
            unsubscribe(subscriptions.takeSurplus());
            List<Subscription> missing = subscriptions.takeMissing(owner::maySubscribe);
            if (!missing.isEmpty()) {
                SubscribeExchange.start(link, missing, threads.timer(), new Answer());
            }
        });
    }

    private void unsubscribe(List<String> filters) {
        Link link = owner.connectedLink();
        if (link != null && !filters.isEmpty()) {
            link.conversation().unsubscribe(filters);
        }
    }

    long unclaimed() {
        return held.unclaimedTotal();
    }

    int held() {
        return held.size();
    }

    Map<String, String> refused() {
        return subscriptions.refused();
    }

    private final class Answer implements SubscribeExchange.Asker {
        @Override
        public void granted(Subscription subscription) {
            subscriptions.granted(subscription);
        }

        @Override
        public void refused(Subscription subscription, String reason) {
            owner.tell(new SubscriptionRefused(subscription, reason));
            subscriptions.refused(subscription, reason);
        }

        @Override
        public void unanswered(Link link) {
            if (owner.connectedLink() == link) {
                owner.drop(link, "no SUBACK within " + SubscribeExchange.LIMIT.toSeconds() + " s");
            }
        }
    }
}
