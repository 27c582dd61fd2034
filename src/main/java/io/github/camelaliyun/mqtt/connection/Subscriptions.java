package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who wants which messages, and what the broker has been told of it on the present link. Called from any thread; its
 * lock is never held while a subscriber is called.
 */
final class Subscriptions {

    private final String clientId;
    private final int maxSubscriptions;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<Subscriber> subscribers = new LinkedHashSet<>();
    private final TopicTree<Subscriber> tree = new TopicTree<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private final Map<String, String> refused = new LinkedHashMap<>();

    Subscriptions(String clientId, int maxSubscriptions) {
        this.clientId = clientId;
        this.maxSubscriptions = maxSubscriptions;
    }

    /** @throws IllegalArgumentException if there would be more topic filters than the server takes from one client */
    void add(Subscriber subscriber) {
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
        } finally {
            lock.unlock();
        }
    }

    void remove(Subscriber subscriber) {
        lock.lock();
        try {
            subscribers.remove(subscriber);
            subscriber.subscriptions().forEach(s -> tree.remove(s.filter(), subscriber));
            Set<String> wanted = wanted().keySet();
            refused.keySet().retainAll(wanted);
        } finally {
            lock.unlock();
        }
    }

    /** Those of whose filters at least one matches, each once. */
    Set<Subscriber> matching(String topicName) {
        lock.lock();
        try {
            return tree.match(topicName);
        } finally {
            lock.unlock();
        }
    }

    /** A new link knows nothing of what was asked for on the old one. */
    void linkDown() {
        lock.lock();
        try {
            asked.clear();
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
                Integer before = asked.get(filter);
                if (before == null || before < qos) {
                    asked.put(filter, qos);
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
            List<String> unwanted =
                    asked.keySet().stream().filter(f -> !wanted.contains(f)).toList();
            unwanted.forEach(asked::remove);
            return unwanted;
        } finally {
            lock.unlock();
        }
    }

    /** The broker has granted a filter. */
    void granted(Subscription granted) {
        lock.lock();
        try {
            refused.remove(granted.filter());
        } finally {
            lock.unlock();
        }
    }

    /** The broker has refused a filter; tells those who want it. It is asked for again on the next link. */
    void refused(Subscription subscription, String reason) {
        List<Subscriber> concerned;
        lock.lock();
        try {
            concerned = subscribers.stream()
                    .filter(subscriber -> subscriber.subscriptions().stream()
                            .anyMatch(wanted -> wanted.filter().equals(subscription.filter())))
                    .toList();
            if (!concerned.isEmpty()) {
                refused.put(subscription.filter(), reason);
            }
        } finally {
            lock.unlock();
        }
        concerned.forEach(subscriber -> subscriber.onRefused(subscription, reason));
    }

    /** The filters that the broker refused, with the reason. */
    Map<String, String> refused() {
        lock.lock();
        try {
            return Map.copyOf(refused);
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
