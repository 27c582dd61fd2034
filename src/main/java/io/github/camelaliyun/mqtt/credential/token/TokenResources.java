package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.service.P2pTopic;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Which topics and topic filters a token's resources cover, by the matching rules of MQTT. */
public final class TokenResources {

    private TokenResources() {}

    /**
     * What a client needs that uses these parent topics: all below each of them, and its P2P topics by name, since the
     * service's pages leave open whether those need to be named.
     */
    static List<String> ofParents(Collection<String> parentTopics) {
        return parentTopics.stream()
                .flatMap(parent ->
                        parent.equals("#") ? Stream.of(parent) : Stream.of(parent + "/#", P2pTopic.filterUnder(parent)))
                .sorted()
                .toList();
    }

    /**
     * Tells whether one of the resources covers the whole of a topic or topic filter.
     *
     * @param resources topics and topic filters of a token
     * @param topicOrFilter what a client is about to use
     * @return whether whatever matches {@code topicOrFilter} also matches one of {@code resources}
     */
    public static boolean cover(Collection<String> resources, String topicOrFilter) {
        return resources.stream().anyMatch(resource -> covers(resource, topicOrFilter));
    }

    /** Whether whatever matches {@code wanted}, a topic or a filter, also matches {@code resource}. */
    static boolean covers(String resource, String wanted) {
        String[] allowed = resource.split("/", -1);
        String[] levels = wanted.split("/", -1);
        for (int i = 0; i < allowed.length; i++) {
            // Also "a/#" for "a".
            if (allowed[i].equals("#")) {
                return true;
            }
            boolean same = i < levels.length && !levels[i].equals("#");
            if (!same || !(allowed[i].equals("+") || allowed[i].equals(levels[i]))) {
                return false;
            }
        }
        return allowed.length == levels.length;
    }
}
