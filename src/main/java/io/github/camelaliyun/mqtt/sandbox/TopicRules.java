package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.P2pTopic;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import io.github.camelaliyun.mqtt.service.SystemTopics;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What may be published and subscribed: everything, if the rules are off. Called from the broker's event loops.
 *
 * @see <a href="https://help.aliyun.com/document_detail/63620.html">Limits</a>
 * @see <a href="https://help.aliyun.com/document_detail/42420.html">Terms: parent topic</a>
 * @see <a href="https://www.alibabacloud.com/help/en/apsaramq-for-mqtt/support/faq-about-features">No shared
 *     subscription, no retained message</a>
 */
final class TopicRules {

    private static final Set<String> TO_THE_SERVICE = Set.of(SystemTopics.UPLOAD_TOKEN, SystemTopics.ENABLE_ORDER);

    private final boolean inForce;
    private final Set<String> parents = ConcurrentHashMap.newKeySet();

    TopicRules(SandboxOptions options) {
        this.inForce = options.rules();
        add(options.parentTopics());
    }

    void add(Collection<String> parentTopics) {
        parents.addAll(parentTopics);
    }

    /** Whether there are any rules but those of who may connect. */
    boolean inForce() {
        return inForce;
    }

    /** The first rule that the PUBLISH breaks. */
    Optional<Refusal> publish(String topic, boolean retained, int payloadBytes) {
        if (!inForce) {
            return Optional.empty();
        }
        if (retained) {
            return refuse("PUBLISH with the retained flag to '" + Printable.of(topic) + "'", Refusal.NO_RETAINED);
        }
        if (SystemTopics.isSystem(topic)) {
            return TO_THE_SERVICE.contains(topic)
                    ? Optional.empty()
                    : refuse(
                            "PUBLISH to '" + Printable.of(topic) + "'",
                            "topics that begin with $ are the service's own, of which clients publish to "
                                    + SystemTopics.UPLOAD_TOKEN + " and " + SystemTopics.ENABLE_ORDER + " alone");
        }
        if (payloadBytes > ServiceLimits.MAX_PAYLOAD_BYTES) {
            return refuse(
                    "PUBLISH of " + payloadBytes + " bytes to '" + Printable.of(topic) + "'",
                    "a payload has at most " + ServiceLimits.MAX_PAYLOAD_BYTES + " bytes");
        }
        return topic("PUBLISH to", topic);
    }

    /** The rule that a topic filter of a SUBSCRIBE breaks. */
    Optional<Refusal> subscribe(String filter) {
        if (!inForce) {
            return Optional.empty();
        }
        if (SystemTopics.isSystem(filter)) {
            return refuse("SUBSCRIBE to '" + Printable.of(filter) + "'", Refusal.NO_SYSTEM_FILTERS);
        }
        return topic("SUBSCRIBE to", filter);
    }

    private Optional<Refusal> topic(String verb, String topic) {
        int slash = topic.indexOf('/');
        String parent = slash < 0 ? topic : topic.substring(0, slash);
        if (!parents.contains(parent)) {
            return refuse(
                    verb + " '" + Printable.of(topic) + "'",
                    "the first level is a parent topic that exists, never a wildcard; the sandbox has "
                            + new TreeSet<>(parents));
        }
        // The clientId alone may take 64 characters; whether P2P topics are exempt is not documented.
        if (topic.length() > ServiceLimits.MAX_TOPIC_LENGTH
                && P2pTopic.parse(topic).isEmpty()) {
            return refuse(
                    verb + " '" + Printable.of(topic) + "' of " + topic.length() + " characters",
                    "a topic has at most " + ServiceLimits.MAX_TOPIC_LENGTH + " characters, parent topic included");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refuse(String what, String rule) {
        return Optional.of(Refusal.close(what, rule));
    }
}
