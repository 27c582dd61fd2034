package io.github.camelaliyun.mqtt.connection;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A parent topic that a connection needs tokens for. Guarded by its plan's lock. */
final class ParentTopic {

    final String name;
    /** How many declarations there are. */
    int declared;

    boolean granted;
    /** A token was granted for it at some time. */
    boolean known;
    /** Was part of a request that failed, so that it is asked for by itself. */
    boolean suspect;

    long usedAt;
    /** When it was asked for, as a count. */
    long turn;

    ParentTopic(String name) {
        this.name = name;
    }

    /** Of a topic or topic filter. */
    static String of(String topicOrFilter) {
        int end = topicOrFilter.indexOf('/');
        return end < 0 ? topicOrFilter : topicOrFilter.substring(0, end);
    }

    static SortedSet<String> names(Stream<ParentTopic> parents) {
        return parents.map(parent -> parent.name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether messages were published to it, and no route declares it. */
    boolean isCandidate() {
        return declared == 0;
    }
}
