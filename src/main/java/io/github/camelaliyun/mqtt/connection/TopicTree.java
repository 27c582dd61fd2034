package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.SystemTopics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Finds whose topic filters match a topic name, level by level, so that filters that do not match cost nothing. Not
 * thread-safe: its owner holds the lock.
 *
 * @param <T> what is registered under a filter
 */
final class TopicTree<T> {

    private static final String SINGLE_LEVEL = "+";
    private static final String MULTI_LEVEL = "#";

    private final Node<T> root = new Node<>();

    void add(String filter, T value) {
        Node<T> node = root;
        for (String level : Topics.levels(filter)) {
            node = node.children.computeIfAbsent(level, name -> new Node<>());
        }
        if (!node.values.contains(value)) {
            node.values.add(value);
        }
    }

    void remove(String filter, T value) {
        remove(root, Topics.levels(filter), 0, value);
    }

    /** Each value once, however many of its filters match, in the order of the tree. */
    Collection<T> match(String topicName) {
        List<T> found = new ArrayList<>();
        List<String> levels = Topics.levels(topicName);
        // Wildcards in the first level do not match names that start with $ (MQTT 3.1.1, 4.7.2-1).
        collect(root, levels, 0, !SystemTopics.isSystem(topicName), found);
        return found.size() > 1 ? new LinkedHashSet<>(found) : found;
    }

    private static <T> void collect(Node<T> node, List<String> levels, int at, boolean wildcards, List<T> found) {
        if (wildcards) {
            // "a/#" matches "a" as well (4.7.1.2), so it is looked at before the end is.
            Node<T> rest = node.children.get(MULTI_LEVEL);
            if (rest != null) {
                found.addAll(rest.values);
            }
        }
        if (at == levels.size()) {
            found.addAll(node.values);
            return;
        }
        Node<T> same = node.children.get(levels.get(at));
        if (same != null) {
            collect(same, levels, at + 1, true, found);
        }
        Node<T> any = wildcards ? node.children.get(SINGLE_LEVEL) : null;
        if (any != null) {
            collect(any, levels, at + 1, true, found);
        }
    }

    private static <T> void remove(Node<T> node, List<String> levels, int at, T value) {
        if (at == levels.size()) {
            node.values.remove(value);
            return;
        }
        Node<T> child = node.children.get(levels.get(at));
        if (child != null) {
            remove(child, levels, at + 1, value);
            if (child.values.isEmpty() && child.children.isEmpty()) {
                node.children.remove(levels.get(at));
            }
        }
    }

    private static final class Node<T> {
        private final Map<String, Node<T>> children = new HashMap<>(Subscriptions.FEW);
        private final List<T> values = new ArrayList<>(1);
    }
}
