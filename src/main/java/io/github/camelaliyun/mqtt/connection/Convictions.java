package io.github.camelaliyun.mqtt.connection;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The topics, and unproven parent topics, of publishes for which the server closed the connection when they were alone: how
 * often, none of them having been acknowledged meanwhile, and how long none of them is tried again. From the second time that is
 * as long as a connection would wait, so that a route that goes on with a wrong topic does not end a connection each second.
 * Guarded by the window's lock.
 */
final class Convictions {

    /** From so many on the topic, or all of the parent topic, is taken for the cause. */
    private static final int LASTING = 2;

    private static final class Conviction {
        final String firstTopic;
        final Backoff backoff;
        boolean several;
        int count;
        long until;

        Conviction(String firstTopic, Backoff backoff) {
            this.firstTopic = firstTopic;
            this.backoff = backoff;
        }

        boolean isLasting() {
            return count >= LASTING;
        }
    }

    private final ConnectionThreads threads;
    private final Map<String, Conviction> topics = bounded();
    private final Map<String, Conviction> parents = bounded();

    Convictions(ConnectionThreads threads) {
        this.threads = threads;
    }

    private static Map<String, Conviction> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Conviction> eldest) {
                return size() > Caution.MOST;
            }
        };
    }

    /** One to this topic was alone. */
    void addTopic(String topic) {
        count(entry(topics, topic, topic));
    }

    /** One to this topic was alone, and nothing was ever acknowledged of its parent topic: that counts as one for each topic. */
    void addParent(String parent, String topic) {
        Conviction entry = entry(parents, parent, topic);
        entry.several |= !entry.firstTopic.equals(topic);
        if (entry.several || entry.count == 0) {
            count(entry);
        }
    }

    private Conviction entry(Map<String, Conviction> all, String name, String topic) {
        return all.computeIfAbsent(name, absent -> new Conviction(topic, new Backoff(threads.random())));
    }

    private void count(Conviction entry) {
        entry.count++;
        entry.until = threads.now() + (entry.isLasting() ? entry.backoff.next().toNanos() : 0);
    }

    boolean hasParent(String parent) {
        return parents.containsKey(parent);
    }

    /** Whether publishes to the topic were alone more than once, and none was acknowledged meanwhile. */
    boolean isLasting(String topic, String parent) {
        return isLasting(topics.get(topic)) || isLasting(parents.get(parent));
    }

    private static boolean isLasting(Conviction entry) {
        return entry != null && entry.isLasting();
    }

    /** How long the topic is not tried again. */
    long restNanos(String topic, String parent) {
        return Math.max(restNanos(topics.get(topic)), restNanos(parents.get(parent)));
    }

    private long restNanos(Conviction entry) {
        return entry == null ? 0 : Math.max(0, entry.until - threads.now());
    }

    void forgetTopic(String topic) {
        topics.remove(topic);
    }

    void forgetParent(String parent) {
        parents.remove(parent);
    }

    /** Of parent topics those stay that are taken for the cause. */
    void forgetDoubtfulParents() {
        parents.values().removeIf(entry -> !entry.isLasting());
    }

    void clear() {
        topics.clear();
        parents.clear();
    }
}
