package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

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
    /** Asked for on the present link. */
    private final Map<String, Integer> asked = new HashMap<>();
    /** What the broker has in the session, as far as this process knows; a persistent one outlives its link. */
    private final Set<String> atBroker = new HashSet<>();
    /** Since which removal nobody wants a filter any more. */
    private final Map<String, Integer> unwantedSince = new HashMap<>();

    private final Map<String, String> refused = new LinkedHashMap<>();
    private int removals;

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
            subscriber.subscriptions().forEach(s -> {
                tree.add(s.filter(), subscriber);
                unwantedSince.remove(s.filter());
            });
        } finally {
            lock.unlock();
        }
    }

    /** @return the number of this removal, for {@link #takeUnwanted} */
    int remove(Subscriber subscriber) {
        lock.lock();
        try {
            removals++;
            subscribers.remove(subscriber);
            Set<String> wanted = wanted().keySet();
            subscriber.subscriptions().forEach(s -> {
                tree.remove(s.filter(), subscriber);
                if (!wanted.contains(s.filter())) {
                    unwantedSince.put(s.filter(), removals);
                }
            });
            refused.keySet().retainAll(wanted);
            return removals;
        } finally {
            lock.unlock();
        }
    }

    /** Those of whose filters at least one matches, each once. */
    Collection<Subscriber> matching(String topicName) {
        lock.lock();
        try {
            return tree.match(topicName);
        } finally {
            lock.unlock();
        }
    }

    /** @param sessionPresent whether the broker has kept the session, and so its subscriptions */
    void linkUp(boolean sessionPresent) {
        lock.lock();
        try {
            if (!sessionPresent) {
                atBroker.clear();
            }
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
     *
     * @param allowed which filters the broker may be asked for at present; the others stay missing
     */
    List<Subscription> takeMissing(Predicate<String> allowed) {
        lock.lock();
        try {
            List<Subscription> missing = new ArrayList<>();
            wanted().forEach((filter, qos) -> {
                Integer before = asked.get(filter);
                if ((before == null || before < qos) && allowed.test(filter)) {
                    asked.put(filter, qos);
                    atBroker.add(filter);
                    missing.add(new Subscription(filter, qos));
                }
            });
            return missing;
        } finally {
            lock.unlock();
        }
    }

    /** What nobody wants any more since that removal, and did not want again in between; now noted as given up. */
    List<String> takeUnwanted(int removal) {
        lock.lock();
        try {
            List<String> unwanted = atBroker.stream()
                    .filter(filter -> Objects.equals(unwantedSince.get(filter), removal))
                    .toList();
            giveUp(unwanted);
            return unwanted;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What nobody wants any more and has to go at once, since together with what is wanted it would be more than the
     * server takes: it would ignore the new ones without a word.
     */
    List<String> takeSurplus() {
        lock.lock();
        try {
            Set<String> all = new HashSet<>(wanted().keySet());
            List<String> unwanted =
                    atBroker.stream().filter(filter -> !all.contains(filter)).toList();
            all.addAll(unwanted);
            if (all.size() <= maxSubscriptions) {
                return List.of();
            }
            giveUp(unwanted);
            return unwanted;
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(List<String> filters) {
        filters.forEach(filter -> {
            asked.remove(filter);
            atBroker.remove(filter);
            unwantedSince.remove(filter);
        });
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

    /** Those who are registered at this moment. */
    List<Subscriber> subscribers() {
        lock.lock();
        try {
            return List.copyOf(subscribers);
        } finally {
            lock.unlock();
        }
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
