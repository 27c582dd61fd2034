package io.github.camelaliyun.mqtt.connection;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Brings what arrives to those who want it: to each subscriber once, however many of its filters match, or to the held
 * messages if there is none. Called from any thread; never blocks.
 */
final class Dispatcher {

    private final Subscriptions subscriptions;
    private final HeldMessages held;
    private final ScheduledExecutorService timer;

    Dispatcher(Subscriptions subscriptions, HeldMessages held, ScheduledExecutorService timer) {
        this.subscriptions = subscriptions;
        this.held = held;
        this.timer = timer;
    }

    void arrived(InboundMessage message) {
        Collection<Subscriber> matching = subscriptions.matching(message.topic());
        if (matching.isEmpty()) {
            held.unclaimed(message);
            // Who came between these two lines has not seen the message among the held ones.
            matching = subscriptions.matching(message.topic());
            if (matching.isEmpty() || !held.remove(message)) {
                return;
            }
        }
        deliver(message, matching);
    }

    /** Hands a new subscriber what was held for it. */
    void deliverHeld(Subscriber subscriber) {
        held.take(message -> subscriptions.matching(message.topic()).contains(subscriber))
                .forEach(message -> deliver(message, List.of(subscriber)));
    }

    /**
     * Takes back what a subscriber has not dealt with, for the next one that wants it. If none has come some seconds
     * later, while others have had the message too, it is theirs to acknowledge.
     */
    void giveBack(List<InboundMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        held.keep(messages);
        Runnable settle = () -> messages.stream()
                .filter(message -> !subscriptions.matching(message.topic()).isEmpty() && held.remove(message))
                .forEach(InboundMessage::complete);
        timer.schedule(settle, MqttConnection.LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void deliver(InboundMessage message, Collection<Subscriber> to) {
        message.expect(to.size());
        to.forEach(subscriber -> subscriber.onMessage(message));
    }
}
