package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

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
    static final int MOST = 1_000;

    /** The part of the window that what is kept back may have, where its topic is taken for the cause. */
    private static final int SHARE = 4;

    private final ConnectionThreads threads;
    /** Parent topics of which a publish was acknowledged, or at least not answered by a close. */
    private final Set<String> proven = bounded();
    /** Topics of publishes that are or were suspected. */
    private final Set<String> topics = bounded();
    /** Their parent topics, unless proven. */
    private final Set<String> parents = bounded();
    /** Of these publishes of QoS 0 are kept back too. */
    private final Set<String> withQos0 = bounded();

    private final Convictions convictions;
    private final int mostHeld;

    private final TreeMap<Long, PendingPublish> held = new TreeMap<>();
    private boolean on;
    private long latestNanos;
    /** Nothing can be tried until then; what may change that sets it to zero. */
    private long restUntilNanos;

    private boolean resting;

    /** @param places of the window */
    Caution(ConnectionThreads threads, int places) {
        this.threads = threads;
        this.convictions = new Convictions(threads);
        this.mostHeld = Math.min(Math.max(1, places / SHARE), places - 1);
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
        doubt(publish.message.topic());
    }

    private void doubt(String topic) {
        on = true;
        resting = false;
        latestNanos = threads.now();
        topics.add(topic);
        String parent = ParentTopic.of(topic);
        if (!proven.contains(parent)) {
            parents.add(parent);
        }
    }

    /** Publishes of QoS 0 to the topic, which are gone with the link, are suspected. */
    void doubtQos0(String topic) {
        doubt(topic);
        withQos0.add(topic);
        withQos0.add(ParentTopic.of(topic));
    }

    /** The server has closed the connection for it alone. */
    void convict(PendingPublish publish) {
        String topic = publish.message.topic();
        doubt(topic);
        convictions.addTopic(topic);
        if (parents.contains(parent(publish))) {
            convictions.addParent(parent(publish), topic);
        }
        // So that it is remembered while it rests.
        latestNanos += rest(publish);
    }

    /** Nothing can be tried at present: what only has the parent topic of a suspect waits no longer. */
    void relent() {
        convictions.forgetDoubtfulParents();
        parents.removeIf(parent -> !convictions.hasParent(parent));
        releaseClear();
    }

    /** The server has not closed the connection for it. */
    void trust(PendingPublish publish) {
        if (on) {
            String topic = publish.message.topic();
            proven.add(parent(publish));
            parents.remove(parent(publish));
            convictions.forgetParent(parent(publish));
            topics.remove(topic);
            convictions.forgetTopic(topic);
            withQos0.remove(topic);
            withQos0.remove(parent(publish));
            resting = false;
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

    /** Whether it is to wait until it is tried, or one like it has been acknowledged. */
    boolean holds(PendingPublish publish) {
        if (on && held.isEmpty() && threads.now() - latestNanos >= CALM.toNanos()) {
            on = false;
            proven.clear();
            topics.clear();
            parents.clear();
            withQos0.clear();
            convictions.clear();
        }
        if (!on || !isUnclear(publish)) {
            return false;
        }
        if (!publish.held) {
            publish.held = true;
            held.put(publish.number, publish);
            resting = false;
        }
        return true;
    }

    /** QoS 0 passes where it is not suspected itself, for nothing would tell that it is not the cause. */
    private boolean isUnclear(PendingPublish publish) {
        String topic = publish.message.topic();
        boolean unclear = parents.contains(parent(publish)) || topics.contains(topic);
        return unclear
                && (publish.message.qos() > 0
                        || withQos0.contains(topic)
                        || withQos0.contains(parent(publish)) && parents.contains(parent(publish))
                        || isCause(publish));
    }

    /** Whether the server closed more than once for ones like it, and never took one. */
    boolean isCause(PendingPublish publish) {
        return convictions.isLasting(publish.message.topic(), parent(publish));
    }

    /** Whether what is kept back has more than its part of the window. The only place there is serves the next trial alone. */
    boolean isTooMany(PendingPublish publish, int suspects) {
        return isCause(publish) && held.size() + suspects > mostHeld && (mostHeld > 0 || rest(publish) > 0);
    }

    private long rest(PendingPublish publish) {
        return convictions.restNanos(publish.message.topic(), parent(publish));
    }

    /** It has its outcome. */
    void forget(PendingPublish publish) {
        if (publish.held) {
            publish.held = false;
            held.remove(publish.number);
        }
    }

    /** Whether there is one that may be tried now. */
    boolean canTry(Collection<PendingPublish> suspects) {
        if (held.isEmpty() && suspects.isEmpty()) {
            return false;
        }
        long now = threads.now();
        if (resting && restUntilNanos - now > 0) {
            return false;
        }
        long least = Stream.concat(held.values().stream(), suspects.stream())
                .mapToLong(this::rest)
                .min()
                .orElse(0);
        resting = least > 0;
        restUntilNanos = now + least;
        return !resting;
    }

    /** Those that do not rest. */
    List<PendingPublish> awake(Collection<PendingPublish> publishes) {
        return publishes.stream().filter(publish -> rest(publish) == 0).toList();
    }

    /**
     * Which are to be tried next: first one of each parent topic that may be the cause, so that the others of it need not wait;
     * then the suspects of the others; then what is probably answered by a close, one alone. Of the first two half. Empty if all
     * rest.
     */
    List<PendingPublish> next(Collection<PendingPublish> allSuspects) {
        List<PendingPublish> suspects = awake(allSuspects);
        TreeMap<Long, PendingPublish> all = new TreeMap<>();
        awake(held.values()).forEach(publish -> all.put(publish.number, publish));
        suspects.forEach(publish -> all.put(publish.number, publish));
        if (all.isEmpty()) {
            return List.of();
        }
        // Of equal ones the order stays.
        List<PendingPublish> ordered = all.values().stream()
                .sorted(Comparator.comparing(publish -> topics.contains(publish.message.topic())))
                .toList();
        Map<String, PendingPublish> unknown = new LinkedHashMap<>();
        ordered.stream()
                .filter(publish -> parents.contains(parent(publish)) && !convictions.hasParent(parent(publish)))
                .forEach(publish -> unknown.putIfAbsent(parent(publish), publish));
        if (!unknown.isEmpty()) {
            return together(List.copyOf(unknown.values()));
        }
        List<PendingPublish> likely = suspects.stream()
                .filter(publish -> !parents.contains(parent(publish)))
                .toList();
        return likely.isEmpty() ? List.of(ordered.get(0)) : together(likely);
    }

    /** Half of them; what is of QoS 0 is not sent twice, so it is alone the first time. */
    private static List<PendingPublish> together(List<PendingPublish> publishes) {
        List<PendingPublish> again =
                publishes.stream().filter(publish -> publish.message.qos() > 0).toList();
        return again.isEmpty() ? publishes.subList(0, 1) : half(again);
    }

    static List<PendingPublish> half(List<PendingPublish> publishes) {
        return publishes.subList(0, (publishes.size() + 1) / 2);
    }

    private static String parent(PendingPublish publish) {
        return ParentTopic.of(publish.message.topic());
    }
}
