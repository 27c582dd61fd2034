package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.P2pTopic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The topic filters that the started subscribers of a connection want, each with the highest QoS of those who do. One that
 * nobody wants any more lingers for a while, for a route that is reloaded. Guarded by the lock of {@link Inbound}.
 */
final class WantedFilters {

    private record Linger(int qos, long untilNanos) {}

    private final String clientId;
    private final int maxSubscriptions;
    private final boolean p2pUnasked;

    private final Set<Mailbox> wanting = new LinkedHashSet<>(Subscriptions.FEW);
    private final Map<String, Linger> lingering = new LinkedHashMap<>();

    WantedFilters(ConnectionOptions options) {
        this.clientId = options.clientId();
        this.maxSubscriptions = options.maxSubscriptions();
        this.p2pUnasked = options.service();
    }

    /** @throws IllegalArgumentException if there would be more topic filters than the server takes from one client */
    void requireRoomFor(Collection<Subscriber> declared, Subscriber another) {
        Map<String, Integer> all = new LinkedHashMap<>();
        declared.forEach(subscriber -> collect(subscriber, all));
        collect(another, all);
        if (all.size() > maxSubscriptions) {
            throw new IllegalArgumentException("clientId " + clientId + " would have " + all.size()
                    + " subscriptions; the service takes " + maxSubscriptions
                    + " and ignores the rest without a word: use wildcards, or a second clientId");
        }
    }

    /** A subscriber's filters are wanted from now on; answers them. */
    Set<String> add(Mailbox mailbox) {
        wanting.add(mailbox);
        Map<String, Integer> own = new LinkedHashMap<>();
        collect(mailbox.subscriber(), own);
        own.keySet().forEach(lingering::remove);
        return own.keySet();
    }

    /** A subscriber's filters are not wanted any more; those that nobody else wants linger until then. Answers these. */
    List<String> remove(Mailbox mailbox, long untilNanos) {
        if (!wanting.remove(mailbox)) {
            return List.of();
        }
        Map<String, Integer> own = new LinkedHashMap<>();
        collect(mailbox.subscriber(), own);
        Map<String, Integer> others = now();
        List<String> alone = new ArrayList<>();
        own.forEach((filter, qos) -> {
            if (!others.containsKey(filter)) {
                alone.add(filter);
                lingering.put(filter, new Linger(qos, untilNanos));
            }
        });
        return alone;
    }

    /** What has lingered long enough is not wanted any more; true if there was any. */
    boolean endLinger(long nowNanos) {
        return lingering.values().removeIf(linger -> nowNanos - linger.untilNanos() >= 0);
    }

    boolean lingers() {
        return !lingering.isEmpty();
    }

    void lingerNoMore(String filter) {
        lingering.remove(filter);
    }

    boolean contains(String filter) {
        return now().containsKey(filter);
    }

    /** Those who want a filter. */
    List<Mailbox> concerned(String filter) {
        return wanting.stream()
                .filter(mailbox -> mailbox.subscriber().subscriptions().stream()
                        .anyMatch(wanted -> wanted.filter().equals(filter)))
                .toList();
    }

    /** All filters of the subscribers, those included that are never asked for. */
    Set<String> declared() {
        Set<String> filters = new LinkedHashSet<>();
        for (Mailbox mailbox : wanting) {
            for (Subscription subscription : mailbox.subscriber().subscriptions()) {
                filters.add(subscription.filter());
            }
        }
        return filters;
    }

    /** No more than so many are wanted: counted without comparing them. */
    int atMost() {
        int atMost = 0;
        for (Mailbox mailbox : wanting) {
            atMost += mailbox.subscriber().subscriptions().size();
        }
        return atMost;
    }

    /** What subscribers want now, with its QoS. */
    Map<String, Integer> now() {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        for (Mailbox mailbox : wanting) {
            collect(mailbox.subscriber(), wanted);
        }
        return wanted;
    }

    /** The same with what lingers. */
    Map<String, Integer> withLingering() {
        return withLingering(filter -> true);
    }

    /** The same with some of what lingers. */
    Map<String, Integer> withLingering(Predicate<String> some) {
        Map<String, Integer> wanted = now();
        for (Map.Entry<String, Linger> each : lingering.entrySet()) {
            if (some.test(each.getKey())) {
                raise(wanted, each.getKey(), each.getValue().qos());
            }
        }
        return wanted;
    }

    private void collect(Subscriber subscriber, Map<String, Integer> into) {
        for (Subscription subscription : subscriber.subscriptions()) {
            if (!p2pUnasked || !P2pTopic.isOwn(subscription.filter(), clientId)) {
                raise(into, subscription.filter(), subscription.qos());
            }
        }
    }

    private static void raise(Map<String, Integer> wanted, String filter, int qos) {
        Integer there = wanted.get(filter);
        if (there == null || there < qos) {
            wanted.put(filter, qos);
        }
    }
}
