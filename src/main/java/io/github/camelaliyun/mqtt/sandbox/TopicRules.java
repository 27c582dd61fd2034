package io.github.camelaliyun.mqtt.sandbox;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may be published and subscribed. Stateless but for the parent topics; called from the broker's event loops.
 *
 * @see <a href="https://help.aliyun.com/document_detail/63620.html">Limits</a>
 * @see <a href="https://help.aliyun.com/document_detail/42420.html">Terms: parent topic</a>
 * @see <a href="https://www.alibabacloud.com/help/en/apsaramq-for-mqtt/support/faq-about-features">No shared
 *     subscription, no retained message</a>
 */
final class TopicRules {

    static final int MAX_TOPIC_LENGTH = 64;
    static final int MAX_PAYLOAD_BYTES = 64 * 1024;

    private final Set<String> parents;

    TopicRules(Set<String> parents) {
        this.parents = parents;
    }

    /** The first rule that the PUBLISH breaks. */
    Optional<Refusal> publish(String topic, boolean retained, int payloadBytes) {
        if (retained) {
            return refuse(
                    "PUBLISH with the retained flag to '" + topic + "'",
                    "it keeps no retained messages: publish without the flag");
        }
        if (payloadBytes > MAX_PAYLOAD_BYTES) {
            return refuse(
                    "PUBLISH of " + payloadBytes + " bytes to '" + topic + "'",
                    "a payload has at most " + MAX_PAYLOAD_BYTES + " bytes");
        }
        return topic("PUBLISH to", topic);
    }

    /** The rule that a topic filter of a SUBSCRIBE breaks. */
    Optional<Refusal> subscribe(String filter) {
        if (filter.startsWith("$")) {
            return refuse(
                    "SUBSCRIBE to '" + filter + "'",
                    "there are no shared subscriptions and no other filters that begin with $");
        }
        return topic("SUBSCRIBE to", filter);
    }

    private Optional<Refusal> topic(String verb, String topic) {
        int slash = topic.indexOf('/');
        String parent = slash < 0 ? topic : topic.substring(0, slash);
        if (!parents.contains(parent)) {
            return refuse(
                    verb + " '" + topic + "'",
                    "the first level is a parent topic that exists, never a wildcard; the sandbox has "
                            + new TreeSet<>(parents));
        }
        // The clientId alone may take 64 characters; whether P2P topics are exempt is not documented.
        if (topic.length() > MAX_TOPIC_LENGTH && P2pTopic.parse(topic).isEmpty()) {
            return refuse(
                    verb + " '" + topic + "' of " + topic.length() + " characters",
                    "a topic has at most " + MAX_TOPIC_LENGTH + " characters, parent topic included");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refuse(String what, String rule) {
        return Optional.of(Refusal.close(what, rule));
    }
}
