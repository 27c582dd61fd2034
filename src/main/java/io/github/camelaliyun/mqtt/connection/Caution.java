package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps back what is like a publish that is suspected of making the server close the connection, until one like it has been
 * acknowledged: a server that closes does so for a topic or its parent mostly, and each further publish to it would end a
 * connection with all that is on it. It begins with the first suspect, and ends when there has been none for a while. Guarded
 * by the window's lock.
 */
final class Caution {

    /** After the latest suspicion. */
    static final Duration CALM = Duration.ofSeconds(30);

    /** Those that are forgotten first may be held, or suspected, once more. */
    private static final int MOST = 1_000;

    private final ConnectionThreads threads;
    /** Parent topics of which a publish was acknowledged, or at least not answered by a close. */
    private final Set<String> proven = bounded();
    /** Topics of publishes that are or were suspected. */
    private final Set<String> topics = bounded();
    /** Their parent topics, unless proven. */
    private final Set<String> parents = bounded();
    /** Those of them for one publish of which the server has closed alone. */
    private final Set<String> convicted = bounded();

    private final TreeMap<Long, PendingPublish> held = new TreeMap<>();
    private boolean on;
    private long latestNanos;

    Caution(ConnectionThreads threads) {
        this.threads = threads;
    }

    private static Set<String> bounded() {
        return Collections.newSetFromMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > MOST;
            }
        });
    }

    /** The publish is suspected now. */
    void doubt(PendingPublish publish) {
        on = true;
        latestNanos = threads.now();
        topics.add(publish.message.topic());
        if (!proven.contains(parent(publish))) {
            parents.add(parent(publish));
        }
    }

    /** The server has closed the connection for it alone. */
    void convict(PendingPublish publish) {
        doubt(publish);
        if (parents.contains(parent(publish))) {
            convicted.add(parent(publish));
        }
    }

    /** Nothing can be tried at present: what only has the parent topic of a suspect waits no longer. */
    void relent() {
        parents.clear();
        convicted.clear();
        releaseClear();
    }

    /** The server has not closed the connection for it. */
    void trust(PendingPublish publish) {
        if (on) {
            proven.add(parent(publish));
            parents.remove(parent(publish));
            convicted.remove(parent(publish));
            topics.remove(publish.message.topic());
            releaseClear();
        }
    }

    private void releaseClear() {
        held.values().removeIf(each -> !isUnclear(each) && release(each));
    }

    private static boolean release(PendingPublish publish) {
        publish.held = false;
        return true;
    }

    /** Whether it is to wait until it is tried, or one like it has been acknowledged. One of QoS 0 has no acknowledgement. */
    boolean holds(PendingPublish publish) {
        if (on && held.isEmpty() && threads.now() - latestNanos >= CALM.toNanos()) {
            on = false;
            proven.clear();
            topics.clear();
            parents.clear();
            convicted.clear();
        }
        if (!on || publish.message.qos() == 0 || !isUnclear(publish)) {
            return false;
        }
        publish.held = true;
        held.put(publish.number, publish);
        return true;
    }

    private boolean isUnclear(PendingPublish publish) {
        return parents.contains(parent(publish)) || topics.contains(publish.message.topic());
    }

    /** It has its outcome. */
    void forget(PendingPublish publish) {
        if (publish.held) {
            publish.held = false;
            held.remove(publish.number);
        }
    }

    boolean holdsAny() {
        return !held.isEmpty();
    }

    /**
     * Which are to be tried next: first one of each parent topic that may be the cause, so that the others of it need not wait;
     * then the suspects of the others; then what is probably answered by a close, one alone. Of the first two half.
     */
    List<PendingPublish> next(Collection<PendingPublish> suspects) {
        TreeMap<Long, PendingPublish> all = new TreeMap<>(held);
        suspects.forEach(publish -> all.put(publish.number, publish));
        // Of equal ones the order stays.
        List<PendingPublish> ordered = all.values().stream()
                .sorted(Comparator.comparing(publish -> topics.contains(publish.message.topic())))
                .toList();
        Map<String, PendingPublish> unknown = new LinkedHashMap<>();
        ordered.stream()
                .filter(publish -> parents.contains(parent(publish)) && !convicted.contains(parent(publish)))
                .forEach(publish -> unknown.putIfAbsent(parent(publish), publish));
        if (!unknown.isEmpty()) {
            return half(new ArrayList<>(unknown.values()));
        }
        List<PendingPublish> likely = suspects.stream()
                .filter(publish -> !parents.contains(parent(publish)))
                .toList();
        return likely.isEmpty() ? List.of(ordered.get(0)) : half(likely);
    }

    static List<PendingPublish> half(List<PendingPublish> publishes) {
        return publishes.subList(0, (publishes.size() + 1) / 2);
    }

    private static String parent(PendingPublish publish) {
        return ParentTopic.of(publish.message.topic());
    }
}
