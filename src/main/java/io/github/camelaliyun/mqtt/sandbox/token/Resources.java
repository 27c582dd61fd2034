package io.github.camelaliyun.mqtt.sandbox.token;

import java.util.List;

/** Which topics and topic filters a token's resources cover, by the matching rules of MQTT. */
final class Resources {

    private Resources() {}

    static boolean cover(List<String> resources, String topicOrFilter) {
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
