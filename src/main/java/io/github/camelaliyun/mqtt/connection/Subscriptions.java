package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who wants which messages, and what the broker has been told of it. Messages that nobody claims stay unacknowledged in
 * a bounded holding place, for a subscriber that is still starting.
 */
final class Subscriptions {

    /** Enough for any broker's in-flight window; what is beyond stays unacknowledged at the broker alone. */
    private static final int MAX_HELD = 1_000;

    private final String clientId;
    private final int maxSubscriptions;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<Subscriber> subscribers = new LinkedHashSet<>();
    private final TopicTree<Subscriber> tree = new TopicTree<>();
    private final Map<String, Integer> established = new HashMap<>();
    private final List<InboundMessage> held = new ArrayList<>();
    private long unclaimed;

    Subscriptions(String clientId, int maxSubscriptions) {
        this.clientId = clientId;
        this.maxSubscriptions = maxSubscriptions;
    }

    /** Registers a subscriber and hands it what was held for it. */
    void add(Subscriber subscriber) {
        List<InboundMessage> claimed = new ArrayList<>();
        lock.lock();
        try {
            subscribers.add(subscriber);
            int total = wanted().size();
            if (total > maxSubscriptions) {
                subscribers.remove(subscriber);
                throw new IllegalArgumentException("clientId " + clientId + " would have " + total
                        + " subscriptions; the service takes " + maxSubscriptions
                        + " and ignores the rest without a word: use wildcards, or a second clientId");
            }
            subscriber.subscriptions().forEach(s -> tree.add(s.filter(), subscriber));
            for (Iterator<InboundMessage> i = held.iterator(); i.hasNext(); ) {
                InboundMessage message = i.next();
                if (tree.match(message.topic()).contains(subscriber)) {
                    i.remove();
                    claimed.add(message);
                }
            }
        } finally {
            lock.unlock();
        }
        claimed.forEach(message -> deliver(message, Set.of(subscriber)));
    }

    void remove(Subscriber subscriber) {
        lock.lock();
        try {
            subscribers.remove(subscriber);
            subscriber.subscriptions().forEach(s -> tree.remove(s.filter(), subscriber));
        } finally {
            lock.unlock();
        }
    }

    /** Keeps messages for a later subscriber. */
    void hold(List<InboundMessage> messages) {
        lock.lock();
        try {
            held.addAll(messages);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a message to everyone whose filters match, once each; false if that is nobody. */
    boolean dispatch(InboundMessage message) {
        Set<Subscriber> matching;
        lock.lock();
        try {
            matching = tree.match(message.topic());
            if (matching.isEmpty()) {
                unclaimed++;
                if (message.qos() > 0 && held.size() < MAX_HELD) {
                    held.add(message);
                }
                return false;
            }
        } finally {
            lock.unlock();
        }
        deliver(message, matching);
        return true;
    }

    private static void deliver(InboundMessage message, Set<Subscriber> to) {
        message.expect(to.size());
        to.forEach(subscriber -> subscriber.onMessage(message));
    }

    /** A new link knows nothing, and what the old one brought is delivered again. */
    void linkDown() {
        lock.lock();
        try {
            established.clear();
            held.clear();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What the broker has yet to be asked for, now noted as asked. The client's own P2P topic is never among it: the
     * service delivers there without a subscription.
     */
    List<Subscription> takeMissing() {
        lock.lock();
        try {
            List<Subscription> missing = new ArrayList<>();
            wanted().forEach((filter, qos) -> {
                Integer asked = established.get(filter);
                if (asked == null || asked < qos) {
                    established.put(filter, qos);
                    missing.add(new Subscription(filter, qos));
                }
            });
            return missing;
        } finally {
            lock.unlock();
        }
    }

    /** What the broker was asked for and nobody wants any more, now noted as given up. */
    List<String> takeUnwanted() {
        lock.lock();
        try {
            Set<String> wanted = wanted().keySet();
            List<String> unwanted = established.keySet().stream()
                    .filter(filter -> !wanted.contains(filter))
                    .toList();
            unwanted.forEach(established::remove);
            return unwanted;
        } finally {
            lock.unlock();
        }
    }

    /** Tells those who wanted it that the broker refused a filter. */
    void refused(Subscription refused, String reason) {
        List<Subscriber> concerned;
        lock.lock();
        try {
            established.remove(refused.filter());
            concerned = subscribers.stream()
                    .filter(s ->
                            s.subscriptions().stream().anyMatch(w -> w.filter().equals(refused.filter())))
                    .toList();
        } finally {
            lock.unlock();
        }
        concerned.forEach(subscriber -> subscriber.onRefused(refused, reason));
    }

    /** An example of what is held at this moment, or null. */
    InboundMessage oldestHeld() {
        lock.lock();
        try {
            return held.isEmpty() ? null : held.get(0);
        } finally {
            lock.unlock();
        }
    }

    /** Messages that found no subscriber when they arrived, since the start. */
    long unclaimed() {
        lock.lock();
        try {
            return unclaimed;
        } finally {
            lock.unlock();
        }
    }

    private Map<String, Integer> wanted() {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        for (Subscriber subscriber : subscribers) {
            for (Subscription subscription : subscriber.subscriptions()) {
                if (!Topics.isOwnP2p(subscription.filter(), clientId)) {
                    wanted.merge(subscription.filter(), subscription.qos(), Math::max);
                }
            }
        }
        return wanted;
    }
}
