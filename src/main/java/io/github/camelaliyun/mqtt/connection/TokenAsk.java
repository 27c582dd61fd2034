package io.github.camelaliyun.mqtt.connection;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What to ask the token source for.
 *
 * @param parents all parent topics
 * @param granted those of them that were granted before
 */
record TokenAsk(SortedSet<String> parents, SortedSet<String> granted) {

    SortedSet<String> unproven() {
        SortedSet<String> rest = new TreeSet<>(parents);
        rest.removeAll(granted);
        return rest;
    }
}
