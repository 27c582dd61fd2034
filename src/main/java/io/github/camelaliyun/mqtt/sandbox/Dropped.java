package io.github.camelaliyun.mqtt.sandbox;

import java.util.UUID;

/**
 * Where a packet goes that is to be answered and to have no other effect: a topic that no client can guess, and that no
 * filter which the rules allow can match.
 */
final class Dropped {

    static final String TOPIC = "dropped-" + UUID.randomUUID();

    private Dropped() {}

    static boolean is(String topicOrFilter) {
        return TOPIC.equals(topicOrFilter);
    }
}
